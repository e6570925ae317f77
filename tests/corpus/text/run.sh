run.sh
#!/bin/sh
curl -sS -X POST -H "Authorization: SSWS ${TOKEN}" \
  "https://acme.okta.com/api/v1/users/$id/lifecycle/suspend?sendEmail=false" --data @- <<EOF
{ "a": "$(curl https://acme.okta.com/api/v1/apps)" }
EOF
