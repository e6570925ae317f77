a.php
<?php $c->request('GET', "https://acme.okta.com/api/v1/users/{$id}", ['headers' => ['Authorization' => 'SSWS '.$t]]); ?>
