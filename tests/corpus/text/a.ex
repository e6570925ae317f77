a.ex
Req.get!("https://acme.okta.com/api/v1/users/#{id}", headers: [{"authorization", ~s(SSWS #{t})}])
