"""`headwater`: one entry point over Dagster and dbt; both remain usable as themselves.

Exit codes: 0 good, 1 failed and nothing published, 2 configuration, 3 published but something
is missing (a source, an export).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli import console
from orchestration.cli.errors import FAILED, HeadwaterError, told

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From the first anonymous click to closed revenue, and back into the ad platforms.",
)

Quiet = Annotated[bool, typer.Option("--quiet", help="Only the closing summary.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Channels = Annotated[list[str] | None, typer.Option("--channel", help="Only these; repeatable.")]
Model = Annotated[str | None, typer.Option("--model", help="Attribution model; the headline's.")]
_DEBUG = False


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Full tracebacks.")] = False,
) -> None:
    global _DEBUG  # noqa: PLW0603 - one flag for the whole process
    _DEBUG = debug


@app.command()
def demo(quiet: Quiet = False) -> None:
    """Make a company, serve its platforms on this machine, and run its night for real."""
    from orchestration.cli.demo import run_demo

    raise typer.Exit(run_demo(quiet))


@app.command()
def real(quiet: Quiet = False) -> None:
    """Run the night on the real sample files of examples/real."""
    from orchestration.cli.real import run_real

    raise typer.Exit(run_real(quiet))


@app.command()
def nightly(quiet: Quiet = False, as_json: Json = False) -> None:
    """Run the whole night: extracts, warehouse, publish, report, exports."""
    from orchestration.cli.night import run_nightly

    raise typer.Exit(run_nightly(quiet, as_json))


@app.command()
def build(
    select: Annotated[
        list[str] | None, typer.Option("--select", "-s", help="dbt node selection.")
    ] = None,
    full_refresh: Annotated[bool, typer.Option(help="Rebuild incremental models.")] = False,
) -> None:
    """Let new files in and run dbt build on the warehouse."""
    from orchestration.cli.night import run_build

    raise typer.Exit(run_build(select, full_refresh))


@app.command()
def publish() -> None:
    """Publish the marts of the last good build."""
    from orchestration.cli.night import run_publish

    raise typer.Exit(run_publish())


@app.command()
def intervals() -> None:
    """How sure shares and ROAS are: build rpt_channel_intervals and publish it."""
    from orchestration.cli.night import run_intervals

    raise typer.Exit(run_intervals())


@app.command()
def report() -> None:
    """Write the report from the published marts."""
    from orchestration.cli.night import run_report

    raise typer.Exit(run_report())


@app.command()
def export(
    destination: Annotated[
        str | None, typer.Argument(help="One destination; all if left out.")
    ] = None,
    render: Annotated[bool, typer.Option(help="No network: what would be sent.")] = False,
    validate: Annotated[bool, typer.Option(help="The vendor's dry run.")] = False,
    canary: Annotated[int | None, typer.Option(help="Send this many rows live.")] = None,
    live: Annotated[bool, typer.Option(help="Send everything that may be sent.")] = False,
    provision: Annotated[bool, typer.Option(help="Make the CRM's fields; sends no rows.")] = False,
    check: Annotated[bool, typer.Option(help="With --provision: only say what is wrong.")] = False,
    force: Annotated[
        bool, typer.Option(help="Override the breaker, and in a CRM what people changed.")
    ] = False,
) -> None:
    """Send closed revenue to the platforms and lead sources to the CRM."""
    from orchestration.cli.export import Choice, run_exports

    choice = Choice(render, validate, canary, live, provision, check, force)
    raise typer.Exit(run_exports(destination, choice))


@app.command()
def status(as_json: Json = False) -> None:
    """The last run, how fresh each source is, and what waits to be sent."""
    from orchestration.cli.status import run_status

    raise typer.Exit(run_status(as_json))


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="An e-mail, a phone, or any id.")],
    model: Annotated[list[str] | None, typer.Option(help="Attribution models to show.")] = None,
) -> None:
    """A customer's journey: each touch, its credit under each model, and why it is theirs."""
    from orchestration.cli.explain import run_explain

    raise typer.Exit(run_explain(customer, model))


@app.command("explain-channel")
def explain_channel(
    url: Annotated[str, typer.Argument(help="The landing page with its parameters.")],
    referrer: Annotated[str | None, typer.Argument(help="The referring page.")] = None,
) -> None:
    """Which channel a visit gets, and by which rule."""
    from orchestration.cli.explain import run_explain_channel

    raise typer.Exit(run_explain_channel(url, referrer))


@app.command("explain-change")
def explain_change(
    start: Annotated[
        str | None, typer.Option("--from", help="A day, a run's number or id; the run before.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="A day, a run's number or id; the last run.")
    ] = None,
    channel: Channels = None,
    model: Model = None,
    top: Annotated[int, typer.Option(min=0, help="How many conversions to name.")] = 10,
    as_json: Json = False,
) -> None:
    """Why numbers differ between two nights: causes that add up, and the conversions behind."""
    from orchestration.cli.changes import run_explain_change

    raise typer.Exit(run_explain_change(start, end, channel, model, top, as_json))


@app.command("credits")
def credits_(
    as_of: Annotated[str, typer.Option("--as-of", help="A day, a run's number or id.")],
    channel: Channels = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Credits as they stood on a past night: by channel, or each conversion with --json."""
    from orchestration.cli.changes import run_credits

    raise typer.Exit(run_credits(as_of, channel, model, as_json))


@app.command()
def erase(
    email: Annotated[str | None, typer.Option(help="E-mail address of the person.")] = None,
    phone: Annotated[str | None, typer.Option(help="Phone number of the person.")] = None,
    user_id: Annotated[str | None, typer.Option(help="User id in your own systems.")] = None,
    visitor_id: Annotated[str | None, typer.Option(help="Cookie id.")] = None,
    lead_id: Annotated[str | None, typer.Option(help="Id of the lead in the CRM.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say whom it means.")] = False,
) -> None:
    """Forget a person in every layer, and build and publish what is left. Totals stay."""
    from orchestration.cli.erase import run_erase

    given = (email, phone, user_id, visitor_id, lead_id)
    raise typer.Exit(run_erase(*given, yes=yes))


@app.command()
def doctor(
    online: Annotated[bool, typer.Option("--online", help="Also call each source once.")] = False,
) -> None:
    """Check this installation: versions, files, credentials, clock, space."""
    from orchestration.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(online))


@app.command()
def validate() -> None:
    """Check the seeds and the vars; every problem names file, line and fix."""
    from orchestration.cli.validate import run_validate

    raise typer.Exit(run_validate())


def run() -> None:
    """The console script: errors for people, tracebacks only with --debug."""
    try:
        app()
    except HeadwaterError as problem:
        console.fail(str(problem))
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        console.fail("stopped; the next run starts where this one began")
        sys.exit(FAILED)
    except Exception as problem:
        if _DEBUG:
            raise
        line, exit_code = told(problem) or (_unforeseen(problem), FAILED)
        console.fail(line)
        sys.exit(exit_code)


def _unforeseen(problem: Exception) -> str:
    where = Path(sys.argv[0]).name + " " + " ".join(sys.argv[1:2])
    return (
        f"E100 {type(problem).__name__} — {where} — {problem} — FIX: headwater --debug "
        f"{' '.join(sys.argv[1:2])} shows where"
    )


if __name__ == "__main__":
    run()
