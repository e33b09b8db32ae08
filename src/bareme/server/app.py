"""`app`, as servers load it. What concerns the whole process is arranged before the first request is answered."""


def __getattr__(name: str) -> object:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not when the module is imported: whoever only looks at it keeps umask and logs.
    from bareme.server.process import prepare_process  # noqa: PLC0415 - see above

    prepare_process()
    from bareme.server.platform_client import runs_on_aegra  # noqa: PLC0415 - the process first
    from bareme.server.routes import app  # noqa: PLC0415

    if runs_on_aegra():
        from bareme.server.aegra import adapt  # noqa: PLC0415 - aegra is in the extra `cluster`

        return adapt(app)
    return app
