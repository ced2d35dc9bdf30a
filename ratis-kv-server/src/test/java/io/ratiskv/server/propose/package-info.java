@NullMarked
package io.ratiskv.server.propose;

import org.jspecify.annotations.NullMarked;
