"""An import contract of our own: these rooms use only these libraries, the standard library aside.

import-linter can forbid libraries by name; this forbids all that are not named, so that a new one is a
decision.
"""

import sys
from typing import ClassVar, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.imports import Module


class OnlyLibrariesContract(Contract):
    """Options: `source_modules` (with all below them) and `libraries` (top-level names; may be none)."""

    type_name: ClassVar[str] = "only_libraries"

    source_modules = fields.SetField(subfield=fields.ModuleField())
    libraries = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001  # the base class asks so
        ours = {name.partition(".")[0] for name in graph.modules if not graph.is_module_squashed(name)}
        allowed = ours | set(sys.stdlib_module_names) | set(cast("set[str] | None", self.libraries) or ())
        strays = sorted(
            (importer, imported)
            for importer in self._modules(graph)
            for imported in graph.find_modules_directly_imported_by(importer)
            if imported.partition(".")[0] not in allowed
        )
        return ContractCheck(kept=not strays, metadata={"strays": strays})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["strays"]:
            output.print_error(f"{importer} imports {imported}", bold=False)

    def _modules(self, graph: ImportGraph) -> set[str]:
        roots = {module.name for module in cast("set[Module]", self.source_modules)} & graph.modules
        return roots.union(*(graph.find_descendants(root) for root in roots))
