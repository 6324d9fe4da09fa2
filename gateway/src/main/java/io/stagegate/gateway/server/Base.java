package io.stagegate.gateway.server;

import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;

/** What every part of a gateway stands on. */
record Base(Vertx vertx, VirtualThreads threads, Database store) {}
