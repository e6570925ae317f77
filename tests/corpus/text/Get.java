Get.java
class A {
  Request r() { return new Request.Builder().url(base + "/api/v1/users/" + id).header("Authorization", "SSWS " + token).get().build(); }
  // "https://acme.okta.com/api/v1/apps"
}
