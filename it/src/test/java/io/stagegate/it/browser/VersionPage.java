package io.stagegate.it.browser;

import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.NotFoundException;

/** The UI's page of one model version. */
final class VersionPage {
    private static final By NOTICE = By.cssSelector("[role=alert]");
    private static final By NEW_UI = By.cssSelector("button[role=switch][aria-label='New model registry UI']");

    private final Browser browser;

    private VersionPage(Browser browser) {
        this.browser = browser;
    }

    static VersionPage open(Browser browser, String site, String model, String version) {
        browser.open(site + "/#/models/" + model + "/versions/" + version);
        var page = new VersionPage(browser);
        page.loaded();
        return page;
    }

    private void loaded() {
        browser.shown(By.xpath(property("Registered At")));
    }

    /** Loads it anew. */
    VersionPage reload() {
        browser.reload();
        loaded();
        return this;
    }

    private static String property(String label) {
        return "//*[@data-testid='descriptions-item'][*[@data-testid='descriptions-item-label'][starts-with(.,'%s')]]"
                .formatted(label);
    }

    private static By within(String label, String path) {
        return By.xpath(property(label) + "//*[@data-testid='descriptions-item-content']" + path);
    }

    List<String> aliases() {
        return browser.attributes(within("Aliases", "//*[@role='status']"), "title");
    }

    /** Waits until an alias is there. */
    void showsAlias(String alias) {
        browser.until("show the alias " + alias, _ -> aliases().contains(alias));
    }

    AliasDialog editAliases() {
        browser.click(within("Aliases", "//button"));
        return AliasDialog.shown(browser);
    }

    /** Goes back to the UI that has stages, as its own switch offers. */
    void useStages() {
        browser.click(NEW_UI);
        browser.click(By.cssSelector("[role=dialog] button[data-component-id$='footer.ok']"));
        browser.shown(within("Stage", "//*[@role='status']"));
    }

    void transitionTo(String stage) {
        browser.click(within("Stage", "//*[@role='status']"));
        browser.click(By.cssSelector("[role=menuitem][data-menu-id$='transition-to-" + stage + "']"));
        browser.click(By.cssSelector(
                "button[data-component-id='mlflow.model_registry.stage_transition_modal_v2.footer.ok']"));
    }

    /** Waits until it is in a stage. */
    void showsStage(String stage) {
        browser.shown(within("Stage", "//*[@role='status'][normalize-space()='" + stage + "']"));
    }

    void addTag(String name, String value) {
        if (!browser.shows(By.cssSelector("[data-testid=tags-form-input-name]"))) {
            browser.click(By.cssSelector("[data-testid=tags-section] [role=button]"));
        }
        browser.type(By.cssSelector("[data-testid=tags-form-input-name]"), name);
        browser.type(By.cssSelector("[data-testid=tags-form-input-value]"), value);
        browser.click(By.cssSelector("[data-testid=add-tag-button]"));
    }

    /** Waits until a tag is there. */
    void showsTag(String name) {
        browser.shown(By.cssSelector("[data-testid=tags-section] tr[data-row-key='" + name + "']"));
    }

    void delete() {
        browser.click(By.cssSelector("[data-testid=overflow-menu-trigger]"));
        browser.click(By.cssSelector("[role=menuitem][data-testid=delete]"));
        browser.click(By.xpath("//*[@role='dialog']//button[normalize-space()='Delete']"));
    }

    /** The next message that pops up. */
    String notice() {
        return browser.until(
                "tell anything",
                d -> d.findElements(NOTICE).stream()
                        .map(e -> e.getText())
                        .filter(text -> !text.isBlank())
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException("no message")));
    }
}
