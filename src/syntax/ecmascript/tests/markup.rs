//! JSX.

use insta::assert_snapshot;

use super::tsx;

#[test]
fn elements() {
    assert_snapshot!(tsx(
        r#"
        import { Card } from '@lib/x';
        import Users from './Users';
        import * as UI from '../ui';
        const Own = ({ client }: Props) => <div onClick={() => client.go()} data-x={f()} {...rest()}>{a.map((x) => <li key={x.id}>{x.name()}</li>)}</div>;
        export function Page() {
          return <>
            <Users<User> client={client} enabled title="a &amp; b &#39;c&#x27;" icon=<Own/> {...rest} >text {cond && <UI.Row a="/x" />}</Users>
            <Card x={g()} />
            <Own client={make()} />
            {/* comment */}
          </>;
        }
        "#
    ), @r#"
    import Card as Card from @lib/x
    import default as Users from ./Users
    import namespace as UI from ../ui
    export Page = local Page
    top
      fn Own({ client: client }: Props)
        return opaque(fn#0, f(), rest(), a.map(fn#1))
      fn Page()
        return opaque(Users<User>({ client: client, enabled: `true`, title: "a & b 'c'", icon: Own({}), ...rest, children: [UI.Row({ a: "/x" })] }), opaque(g()), Own({ client: make() }))
    fn#0()
      return client.go()
    fn#1(x)
      return opaque(x.id, x.name())
    "#);
}
