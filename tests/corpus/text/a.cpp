a.cpp
std::string u = R"(https://acme.okta.com/api/v1/users)"; curl_easy_setopt(c, CURLOPT_URL, "https://acme.okta.com/api/v1/apps");
