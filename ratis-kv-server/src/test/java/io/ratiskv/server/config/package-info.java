/** What a configuration may say, and how it is refused. */
@NullMarked
package io.ratiskv.server.config;

import org.jspecify.annotations.NullMarked;
