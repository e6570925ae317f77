users.py
import okta.client as c, urllib.request
class A(c.Client, metaclass=M):
    x: "list[A] | None" = [f"/{y!r:>{z}}" for y, *z in w if (q := y)]
    def f(self, *a, **k): return getattr(self, k)(*a, **k) % {"a": 1}
    async def g(cls): async with super().g() as (cls.h, i[0]): yield from i
match A:
    case {"a": [1, *b]} | A(c=2) if b: del b; print b
    case _: lambda *a, b=1: (yield
