//! Query expressions.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn selecting() {
    assert_snapshot!(lowered(
        r#"var a = from u in client.Users where u.Ok() orderby u.Name descending, u.Id select u.Id;"#
    ), @"
    top
      let a = block { let $query; loop u in client.Users { u.Ok(); u.Name; u.Id; ($query = [u.Id]); }; $query; }
    ");
}

#[test]
fn nested_sources_and_names() {
    assert_snapshot!(lowered(
        r#"
        var a = (from User u in users()
                 from g in u.Groups()
                 let n = g.Name + "/x"
                 where n != null
                 select new { u, n }).ToList();
        "#
    ), @r#"
    top
      let a = block { let $query; loop u: User in users() { loop g in u.Groups() { let n = concat(g.Name, "/x"); ($query = [{ u: u, n: n }]); }; }; $query; }.ToList()
    "#);
}

#[test]
fn joining_and_grouping() {
    assert_snapshot!(lowered(
        r#"
        var a = from u in users join g in groups on u.Id equals g.Owner select f(u, g);
        var b = from u in users join Group g in groups on u.Id equals g.Owner into gs select gs;
        var c = from u in users group u.Name by key(u) into byKey where byKey.Any() select byKey.Key;
        var d = from u in users select u.Id into id select f(id);
        "#
    ), @"
    top
      let a = block { let $query; loop u in users { loop g in groups { u.Id; g.Owner; ($query = [f(u, g)]); }; }; $query; }
      let b = block { let $query; loop u in users { loop g: Group in groups { u.Id; g.Owner; let gs = [g]; ($query = [gs]); }; }; $query; }
      let c = block { let $query; loop u in users { key(u); ($query = [[u.Name]]); }; loop byKey in $query { byKey.Any(); ($query = [byKey.Key]); }; $query; }
      let d = block { let $query; loop u in users { ($query = [u.Id]); }; loop id in $query { ($query = [f(id)]); }; $query; }
    ");
}
