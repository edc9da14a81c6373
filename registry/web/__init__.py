"""Page plumbing shared by every feature: language, rendering, addresses, caching, problems, security.

A feature adds pages by a list `PAGES` in its `pages.py` and API routes by a list `API` in its `api.py`:
plain synchronous Litestar handlers (or controllers) whose paths are relative to `/{lang}` and to `/api/v1`.
`registry.app` mounts both. A page handler reads and renders inside one session, in the thread pool:

    @get("/solutions/{slug:str}", sync_to_thread=True)
    def solution_page(request: Request, db: Database, slug: str) -> Response[bytes]:
        \"\"\"One solution.\"\"\"
        with db.read() as session:
            solution = queries.solution(session, slug)
            return page(request, "solutions/detail.html", title=solution.name, solution=solution)

Rules are kept by raising `registry.errors` classes; `problems` turns them into answers.
"""
