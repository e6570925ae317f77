main.tf
variable "org" {}
locals {
  scopes = ["okta.users.read", "okta.groups.read"]
  url    = "https://${var.org}.okta.com"
}
provider "okta" {
  org_name    = var.org
  client_id   = "0oa1"
  scopes      = concat(local.scopes, ["okta.apps.manage"])
  private_key = file("key.pem")
}
resource "okta_app_oauth" "sync" {
  label = "Directory sync"
  type  = "service"
}
resource "okta_app_oauth_api_scope" "sync" {
  app_id = okta_app_oauth.sync.id
  issuer = local.url
  scopes = toset([for s in local.scopes : s])
}
resource "okta_app_oauth_role_assignment" "custom" {
  for_each     = toset(["USER_ADMIN", "CUSTOM"])
  client_id    = okta_app_oauth.sync.client_id
  type         = each.value
  role         = okta_admin_role_custom.lifecycle.id
  resource_set = okta_resource_set.people.id
}
resource "okta_admin_role_custom" "lifecycle" {
  label       = "Lifecycle"
  permissions = ["okta.users.lifecycle.manage"]
}
resource "okta_resource_set" "people" {
  resources = [format("%s/api/v1/users", local.url), "${local.url}/api/v1/groups/${var.org}"]
}
