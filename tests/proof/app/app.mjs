// A small program that keeps a directory in order. Every step is tried, whatever becomes of the others. What happened goes to standard
// output, a line of JSON a step; errors go to standard error.

import okta from '@okta/okta-sdk-nodejs';

const client = new okta.Client({
  orgUrl: process.env.ORG_URL,
  authorizationMode: 'PrivateKey',
  clientId: process.env.CLIENT_ID,
  privateKey: process.env.PRIVATE_KEY,
  scopes: process.env.SCOPES.split(' '),
});
const { groupApi, userFactorApi } = client;

async function step(name, run) {
  try {
    await run();
    console.log(JSON.stringify({ name, status: 200 }));
  } catch (error) {
    console.log(JSON.stringify({ name, status: error.status ?? String(error) }));
    console.error(name, error, error.headers?.get('www-authenticate') ?? '');
  }
}

/** Reads a collection to its end. */
async function readAll(listing) {
  const collection = await listing;
  await collection.each(() => {});
}

class Directory {
  constructor(users) {
    this.users = users;
  }

  async add(login) {
    await this.users.createUser({ body: { profile: { login, email: login, firstName: 'A', lastName: 'B' } }, activate: false });
  }

  suspend(userId) {
    return this.users.suspendUser({ userId });
  }
}

const directory = new Directory(client.userApi);
await step('listUsers', () => readAll(client.userApi.listUsers({ search: 'status eq "ACTIVE"' })));
await step('getUser', () => client.userApi.getUser({ userId: '00u1' }));
await step('createUser', () => directory.add('a@acme.example'));
await step('suspendUser', () => directory.suspend('00u1'));
await step('listFactors', () => readAll(userFactorApi.listFactors({ userId: '00u1' })));
await step('unenrollFactor', () => userFactorApi.unenrollFactor({ userId: '00u1', factorId: 'opf1' }));
await step('listGroups', () => readAll(groupApi.listGroups({ q: 'staff' })));
await step('assignUserToGroup', () => groupApi.assignUserToGroup({ groupId: '00g1', userId: '00u1' }));
await step('listApplications', () => readAll(client.applicationApi.listApplications({ limit: 20 })));
await step('listLogEvents', () => readAll(client.systemLogApi.listLogEvents({ q: 'sign-in' })));
await step('listAuthorizationServers', () => readAll(client.authorizationServerApi.listAuthorizationServers()));
await step('deactivateAuthorizationServer', () => client.authorizationServerApi.deactivateAuthorizationServer({ authServerId: 'aus1' }));
await step('listNetworkZones', () => readAll(client.networkZoneApi.listNetworkZones()));
await step('deleteTrustedOrigin', () => client.trustedOriginApi.deleteTrustedOrigin({ trustedOriginId: 'tos1' }));
await step('listPolicies', () => readAll(client.policyApi.listPolicies({ type: 'PASSWORD' })));
await step('listDevices', () => readAll(client.deviceApi.listDevices()));
