main.tf
data "http" "u" {
  url = "https://${var.org}.okta.com/api/v1/users"
  request_headers = { Authorization = "SSWS ${var.t}" }
}
