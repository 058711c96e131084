"""The pages: what people see and do. Server-rendered, Vietnamese first."""
