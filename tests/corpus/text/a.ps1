a.ps1
$u = "https://acme.okta.com/api/v1/users/$($x.id)"
Invoke-RestMethod -Method Post -Uri $u -Headers @{ Authorization = "SSWS $t" } `
  -Body @"
{}
"@
