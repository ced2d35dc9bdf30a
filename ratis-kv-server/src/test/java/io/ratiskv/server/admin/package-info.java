@NullMarked
package io.ratiskv.server.admin;

import org.jspecify.annotations.NullMarked;
