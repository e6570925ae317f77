prod.tfvars
okta_scopes = ["okta.users.read"]
org = "acme"
