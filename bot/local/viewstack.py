"""Modals and the App Home: opened, pushed, changed, closed; each change reaches the page."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from bot.local import names
from bot.local.elements import with_ids
from bot.local.errors import ApiError, invalid
from bot.local.hub import Hub
from bot.local.passes import Passes
from bot.ports import Clock
from bot.store import workspace as rows
from bot.store.db import Store
from bot.store.workspace import LocalView
from bot.views.limits.check import check

HOME_ID = "V0HOME"
DEEPEST = 3  # a root view and two pushed on it
_EMPTY: dict[str, Any] = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "close": None,
    "submit": None,
}


class ViewStack:
    """The views of the one person who is there."""

    def __init__(self, store: Store, clock: Clock, hub: Hub, passes: Passes) -> None:
        self._store = store
        self._clock = clock
        self._hub = hub
        self._passes = passes

    def open(self, trigger_id: str, view: dict[str, Any]) -> LocalView:
        """Open a modal for a click.

        Raises:
            ApiError: the trigger is no longer good, or the view is not.
        """
        payload = self._checked(view, "modal")
        trigger = self._passes.use_trigger(trigger_id)
        made = self._keep(LocalView(self._new_id(), "modal", names.YOU, payload))
        self._tell("open", made, trigger.page)
        return made

    def push(self, trigger_id: str, view: dict[str, Any]) -> LocalView:
        """Open a modal over the one that was clicked in."""
        payload = self._checked(view, "modal")
        trigger = self._passes.use_trigger(trigger_id)
        if trigger.view is None:
            raise ApiError("invalid_trigger_id")
        made = self.push_over(trigger.view, payload)
        self._tell("push", made, trigger.page)
        return made

    def push_over(self, parent: str, view: dict[str, Any]) -> LocalView:
        """Keep a modal over another.

        Raises:
            ApiError: push_limit_reached, or the view is not good.
        """
        payload = self._checked(view, "modal")
        if len(self.chain(parent)) >= DEEPEST:
            raise ApiError("push_limit_reached")
        return self._keep(LocalView(self._new_id(), "modal", names.YOU, payload, parent))

    def update(self, view_id: str, view: dict[str, Any], *, known_hash: str | None = None) -> LocalView:
        """Change a view in place.

        Raises:
            ApiError: not_found; hash_conflict where it changed since the caller saw it.
        """
        before = self.get(view_id)
        payload = self._checked(view, before.kind)
        if known_hash is not None and known_hash != before.payload.get("hash"):
            raise ApiError("hash_conflict")
        after = self._keep(replace(before, payload=payload))
        self._tell("update", after, None)
        return after

    def publish(self, view: dict[str, Any]) -> LocalView:
        """Set the App Home."""
        payload = self._checked(view, "home")
        made = self._keep(LocalView(HOME_ID, "home", names.YOU, payload))
        self._tell("home", made, None)
        return made

    def get(self, view_id: str) -> LocalView:
        """Return an open view.

        Raises:
            ApiError: not_found.
        """
        with self._store.read() as db:
            found = rows.view(db, view_id)
        if found is None or found.closed:
            raise ApiError("not_found")
        return found

    def named(self, external_id: str) -> LocalView:
        """Return the open view that its maker named so.

        Raises:
            ApiError: not_found.
        """
        with self._store.read() as db:
            found = rows.view_named(db, external_id)
        if found is None:
            raise ApiError("not_found")
        return found

    def home(self) -> dict[str, Any] | None:
        """Return the App Home, None before it was first published."""
        with self._store.read() as db:
            found = rows.view(db, HOME_ID)
        return None if found is None else self.to_slack(found)

    def close(self, view_id: str) -> None:
        """Close a view."""
        with self._store.write() as db:
            found = rows.view(db, view_id)
            if found is not None:
                rows.put_view(db, replace(found, closed=True))

    def clear(self, view_id: str) -> None:
        """Close a view and all under it."""
        for one in self.chain(view_id):
            self.close(one.id)

    def chain(self, view_id: str) -> list[LocalView]:
        """Return a view and those under it, the root last."""
        found: list[LocalView] = []
        with self._store.read() as db:
            current = rows.view(db, view_id)
            while current is not None:
                found.append(current)
                current = rows.view(db, current.parent) if current.parent else None
        return found

    def to_slack(self, view: LocalView, state: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return a view as Slack sends it, with what stands in its inputs as `state`."""
        chain = self.chain(view.id)
        return {
            **_EMPTY,
            **view.payload,
            "id": view.id,
            "team_id": names.TEAM,
            "app_id": names.APP,
            "app_installed_team_id": names.TEAM,
            "bot_id": names.BOT,
            "state": {"values": state or {}},
            "root_view_id": chain[-1].id if chain else view.id,
            "previous_view_id": view.parent,
        }

    def _checked(self, view: object, kind: str) -> dict[str, Any]:
        if not isinstance(view, dict) or view.get("type") != kind:
            raise invalid("invalid_arguments", [f"view.type: must be {kind}"])
        problems = check(view)
        if problems:
            raise invalid("invalid_arguments", problems)
        return {**view, "blocks": with_ids(view["blocks"]), "hash": self._hash()}

    def _keep(self, view: LocalView) -> LocalView:
        with self._store.write() as db:
            rows.put_view(db, view)
        return view

    def _tell(self, what: str, view: LocalView, page: str | None) -> None:
        self._hub.publish({"kind": "view", "what": what, "view": self.to_slack(view), "page": page})

    def _hash(self) -> str:
        return f"{int(self._clock.now().timestamp())}.{secrets.token_hex(4)}"

    @staticmethod
    def _new_id() -> str:
        return "V0" + secrets.token_hex(5).upper()
