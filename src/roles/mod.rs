//! Admin roles and custom-role permissions: what suffices for an operation.
