@NullMarked
package io.ratiskv.server.metrics;

import org.jspecify.annotations.NullMarked;
