//! Classes, their fields and methods.

use super::check;

#[test]
fn the_first_parameter_is_the_instance_or_the_class() {
    check(
        "
        class A(B, metaclass=M):
            def __init__(self, a, b=1):
                super().__init__(a)
                B.__init__(self, b)
                self.a = a
            def go(this):
                def inner(x): return this.a
                return [inner, lambda this: this.a, type(this).K]
            @classmethod
            def make(cls, *args): return cls(*args)
            @staticmethod
            def plain(self): return self.a
        ",
        "
        class A : B
          constructor __init__(a, b = `1`)
            super(a)
            super(b)
            (this.a = a)
          method go()
            fn inner(x)
              return this.a
            return [inner, fn#2, A.K]
          @classmethod
          static method make(...args)
            return A(...args)
          @staticmethod
          static method plain(self)
            return self.a
        fn#2(this)
          return this.a
        ",
    );
}

#[test]
fn properties_are_accessors() {
    check(
        "
        class A:
            url: str = 'x'
            @property
            def full(self): return self.url
            @full.setter
            def full(self, value): self.url = value
            @functools.cached_property
            def other(self): return self.full
        ",
        "
        class A
          field url: str = \"x\"
          @property
          get full()
            return this.url
          @full.setter
          set full(value)
            (this.url = value)
          @functools.cached_property
          get other()
            return this.full
        ",
    );
}

#[test]
fn annotated_fields_are_the_parameters_of_a_data_class() {
    check(
        "
        @dataclass(frozen=True)
        class A:
            a: str
            b: 'B | None' = None
            K = 3
        class C(NamedTuple):
            d: int
        class E:
            f: int
        ",
        "
        @dataclass(frozen: `true`)
        class A(field a: str, field b: B = null)
          field K = `3`
        class C(field d: int) : NamedTuple
        class E
          field f: int
        ",
    );
}

#[test]
fn members_of_enumerations_have_a_value() {
    check(
        "
        class A(enum.Enum):
            GET = 'get'
        class B(str, Enum):
            GET = 'get'
        ",
        "
        class A : enum.Enum
          field GET = { name: \"GET\", value: \"get\" }
        enum B : str, Enum
          field GET = \"get\"
        ",
    );
}
