package io.stagegate.it.browser;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The UI's dialog for the aliases of a version. */
final class AliasDialog {
    private static final By FIELD = By.cssSelector("[role=dialog] input[role=combobox]");
    private static final By SAVE = component("save-button");
    private static final By ERROR = component("error-alert");

    private final Browser browser;

    private AliasDialog(Browser browser) {
        this.browser = browser;
    }

    static AliasDialog shown(Browser browser) {
        browser.shown(SAVE);
        return new AliasDialog(browser);
    }

    private static By component(String name) {
        return By.cssSelector("[role=dialog] [data-component-id='mlflow.edit-aliases-modal." + name + "']");
    }

    AliasDialog add(String alias) {
        browser.type(FIELD, alias, Keys.ENTER);
        browser.shown(tag(alias));
        return this;
    }

    AliasDialog remove(String alias) {
        browser.click(By.cssSelector("[role=dialog] [role=status][title='" + alias + "'] button"));
        browser.until("take away " + alias, _ -> !browser.shows(tag(alias)));
        return this;
    }

    private static By tag(String alias) {
        return By.cssSelector("[role=dialog] [role=status][title='" + alias + "']");
    }

    AliasDialog save() {
        browser.click(SAVE);
        return this;
    }

    /** Waits for what it says where it cannot be saved. */
    String error() {
        return browser.shown(ERROR).getText();
    }

    /** Whether it is there and still waits for its answer. */
    boolean waits() {
        return browser.shows(FIELD) && !browser.shows(ERROR);
    }

    /** Waits until it is gone, as it goes once everything is saved. */
    void closes() {
        browser.until("close the dialog", _ -> !browser.shows(FIELD));
    }
}
