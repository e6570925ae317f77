a.rb
Net::HTTP.get(URI("https://acme.okta.com/api/v1/users/#{id}"))
x = %q(https://acme.okta.com/api/v1/apps)
HTTParty.post(url + '/api/v1/groups', body: <<~J)
  {}
J
