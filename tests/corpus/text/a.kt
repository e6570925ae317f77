a.kt
val r = client.get("""https://acme.okta.com/api/v1/users/${u.id}""") { header("Authorization", "SSWS $t") }
