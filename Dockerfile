# A static oktalint in an image with nothing else:
#   docker build --tag oktalint .
#   docker run --rm --volume "$PWD:/src:ro" oktalint
FROM rust:1.95-alpine AS build
WORKDIR /build
# The grammars are written in C; this image has a compiler for that.
COPY Cargo.toml Cargo.lock ./
COPY rules rules
COPY src src
# On Alpine, a binary of the default target is static.
RUN cargo build --release --locked

FROM scratch
COPY --from=build /build/target/release/oktalint /oktalint
COPY LICENSE /LICENSE
# Nobody: it only reads, and reports go to standard output or into a folder that this user may write.
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/oktalint"]
CMD ["check"]
