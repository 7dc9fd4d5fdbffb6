// The menus in the toolbar about what the rows and columns are.
import type { Arrangement } from "./arrangement.ts";
import { ColumnsMenu } from "./columns-menu.ts";
import { FilterMenu } from "./filter-menu.ts";
import { OrderMenu } from "./order-menu.ts";
import { Refused, SavedViews } from "./saved-views.ts";
import type { Store } from "./store.ts";
import { ViewsMenu } from "./views-menu.ts";

export class Menus {
  readonly elements: HTMLElement[];
  private readonly views: SavedViews | null;
  private readonly viewsMenu: ViewsMenu | null;

  /** `csrf`: "" where nothing can be sent to the server. */
  constructor(store: Store, arrangement: Arrangement, csrf: string) {
    this.views = store.plan && store.mode === "project" && csrf ? new SavedViews(store, arrangement, csrf) : null;
    this.viewsMenu = this.views && new ViewsMenu(this.views);
    const all = [this.viewsMenu?.menu, new FilterMenu(store).menu, new OrderMenu(store).menu, new ColumnsMenu(store, arrangement).menu];
    this.elements = all.flatMap((menu) => (menu ? [menu.element] : []));
  }

  /** Opens the saved view that is wanted. Without an answer, the usual one stays; the menu says so when it is opened. */
  async start(): Promise<void> {
    await this.views?.start().catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
    this.viewsMenu?.refresh();
  }
}
