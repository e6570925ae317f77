users.tsx
import { a as b } from './c';
export default class Users<T> extends Base { #x = 1; constructor(private readonly http: Http) { super(); }
  async all({ id, ...rest }: Options = {}) { return (await this.http?.get<T>(`https://acme.okta.com/api/v1/users/${id ?? 'me'}`)) as T; } }
export const View = () => <div onClick={() => fetch("/api/v1/groups")}>{b!}&amp;</div>;
for (const x of y) { label: switch (x) { case 1: continue label; default: throw /r[/]x/g; } }
