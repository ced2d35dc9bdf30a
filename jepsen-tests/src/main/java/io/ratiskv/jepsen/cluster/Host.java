package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.Commands;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One host of {@link Hosts}: a network namespace with an address and a packet filter of its own. What it is told not to
 * hear is dropped where it would come in, so connections hang as on a cut cable.
 *
 * <p>Thread: any, one call at a time.
 */
public final class Host {
    /** The filter. Elements of the set count what they stopped; so does the rule of loss. */
    private static final String FILTER = """
            table inet rkv {
              set deaf {
                type ipv4_addr
                counter
              }
              chain in {
                type filter hook input priority 0; policy accept;
                ip saddr @deaf drop
              }
              chain loss {
                type filter hook input priority 1; policy accept;
              }
            }
            """;

    private final String namespace;
    private final String address;

    Host(String namespace, String address) {
        this.namespace = namespace;
        this.address = address;
    }

    /** Name of the namespace. */
    public String namespace() {
        return namespace;
    }

    /** Its address. */
    public String address() {
        return address;
    }

    /** Installs the filter; a proxy's address, seen from here, is the member's own (members do not talk through proxies). */
    void setUp(List<String> proxied, List<String> own) {
        StringBuilder rules = new StringBuilder(FILTER);
        if (!proxied.isEmpty()) {
            rules.append("table ip rkvnat {\n chain out {\n type nat hook output priority -100; policy accept;\n");
            for (int i = 0; i < proxied.size(); i++) {
                rules.append("ip daddr ")
                        .append(proxied.get(i))
                        .append(" dnat to ")
                        .append(own.get(i))
                        .append("\n");
            }
            rules.append(" }\n}\n");
        }
        nft(rules.toString());
    }

    /** Hears nothing from this address any more; it is still heard there. */
    public void deafen(String from) {
        nft("add element inet rkv deaf { " + from + " }\n");
    }

    /** Hears it again. */
    public void hear(String from) {
        nft("delete element inet rkv deaf { " + from + " }\n");
    }

    /** Packets from this address that were dropped since {@link #deafen}. */
    public long unheard(String from) {
        Matcher element = Pattern.compile(Pattern.quote(from) + " counter packets (\\d+)")
                .matcher(nft("list set inet rkv deaf\n"));
        return element.find() ? Long.parseLong(element.group(1)) : 0;
    }

    /** Loses this share of what comes in, 0 to 1, from other hosts only. */
    public void lose(double share) {
        // The generator's numbers end below 1000, and nft refuses to compare with 1000.
        long permille = Math.round(share * 1000);
        String which = permille >= 1000 ? "" : "numgen random mod 1000 < " + permille;
        nft("flush chain inet rkv loss\nadd rule inet rkv loss iif != lo " + which + " counter drop\n");
    }

    /** Packets lost since {@link #lose}. */
    public long lost() {
        Matcher rule = Pattern.compile("counter packets (\\d+)").matcher(nft("list chain inet rkv loss\n"));
        return rule.find() ? Long.parseLong(rule.group(1)) : 0;
    }

    /** Loses nothing any more. */
    public void loseNothing() {
        nft("flush chain inet rkv loss\n");
    }

    /** Hears everybody and loses nothing. */
    public void open() {
        nft("flush set inet rkv deaf\nflush chain inet rkv loss\n");
    }

    private String nft(String script) {
        return Commands.feed(script, List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"));
    }

    @Override
    public String toString() {
        return namespace;
    }
}
