"""`bareme token add`, `list` and `revoke`: options and help."""

from typing import Annotated, Literal

import typer

from bareme.cli.command import LANGUAGE, screen_of
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language

token_app = typer.Typer(help="API keys: who may use a server.", no_args_is_help=True)


@token_app.command()
def add(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is. Sessions belong to names.")],
    role: Annotated[
        Literal["teacher", "reviewer", "admin"],
        typer.Option(help="reviewer: only sessions that one was invited to; admin: also the figures of the server."),
    ] = "teacher",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Make a key and print it, once: only its digest is kept. From the first key on, the server answers nobody without.

    Sessions from before belong to the name `local`.

    Examples:
      bareme token add anne
      bareme token add bruno --role reviewer
    """
    with reported(language):
        from bareme.cli.tokens.tokens import add_token

        raise typer.Exit(add_token(screen_of(language), name, role))


@token_app.command(name="list")
def list_(*, language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE) -> None:
    """List the keys: id, name, role, and when they were made and revoked.

    Example:
      bareme token list
    """
    with reported(language):
        from bareme.cli.tokens.tokens import print_tokens

        raise typer.Exit(print_tokens(screen_of(language)))


@token_app.command()
def revoke(
    *,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name, whose keys are all revoked, or the id of a key.")
    ],
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Revoke keys. They, and browsers that signed in with them, are refused from the next request on.

    Examples:
      bareme token revoke anne
      bareme token revoke 3f9c01ab
    """
    with reported(language):
        from bareme.cli.tokens.tokens import revoke_tokens

        raise typer.Exit(revoke_tokens(screen_of(language), name))
