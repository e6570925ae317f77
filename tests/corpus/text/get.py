get.py
import requests
BASE = f"https://{org}.okta.com"
def users(): return requests.get(f"{BASE}/api/v1/users?limit={n}", headers={"Authorization": f"SSWS {t}"})
r = requests.request(method="POST", url=BASE + '/api/v1/groups', json={'a': """x"""})
