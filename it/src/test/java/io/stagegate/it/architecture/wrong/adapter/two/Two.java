package io.stagegate.it.architecture.wrong.adapter.two;

/** Another adapter. */
public record Two(int number) {}
