variable "host" {}
variable "authority" {}
variable "token" {
  sensitive = true
}

output "region" {
  value = "eu"
}
output "cluster_endpoint" {
  value = trimprefix(var.host, "https://")
}
output "cluster_certificate_authority_data" {
  value = base64encode(var.authority)
}
