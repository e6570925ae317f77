get.go
package main
func f() { req, _ := http.NewRequest("DELETE", fmt.Sprintf("https://%s/api/v1/groups/%s", org, id), nil)
req.Header.Add("Authorization", `SSWS `+token) }
