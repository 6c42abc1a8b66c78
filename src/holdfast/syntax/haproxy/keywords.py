# SPDX-License-Identifier: Apache-2.0
"""HAProxy's keywords by section. Made by scripts/haproxy-keywords; do not edit."""

VERSION = "2.6.12"
"""Of the HAProxy that was asked."""

MANUAL = "2.6"
"""The version of the configuration manual that was read."""

_WORDS = {
    "backend": (
        b"acl appsession balance bind-process cliexp clitimeout compression contimeout cookie "
        b"default-server description disabled dispatch dynamic-cookie-key email-alert enabled "
        b"errorfile errorfiles errorloc errorloc302 errorloc303 external-check filter "
        b"force-persist fullconn grace hash-balance-factor hash-type http-after-response "
        b"http-check http-error http-request http-response http-reuse http-send-name-header id "
        b"ignore-persist load-server-state-from-file log log-tag max-keep-alive-queue "
        b"max-session-srv-conns mode monitor-net option persist redirect redisp redispatch "
        b"reqadd reqallow reqdel reqdeny reqiallow reqidel reqideny reqipass reqirep reqitarpit "
        b"reqpass reqrep reqtarpit retries retry-on rspadd rspdel rspdeny rspidel rspideny "
        b"rspirep rsprep server server-state-file-name server-template source srvexp "
        b"srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout stats stick stick-table tcp-check "
        b"tcp-request tcp-response timeout transparent use-fcgi-app use-server usesrc"
    ),
    "cache": b"max-age max-object-size max-secondary-entries process-vary total-max-size",
    "defaults": (
        b"acl appsession backlog balance bind-process cliexp clitcpka-cnt clitcpka-idle "
        b"clitcpka-intvl clitimeout compression contimeout cookie default-server default_backend "
        b"disabled dynamic-cookie-key email-alert enabled error-log-format errorfile errorfiles "
        b"errorloc errorloc302 errorloc303 external-check fullconn grace hash-balance-factor "
        b"hash-type http-after-response http-check http-error http-request http-response "
        b"http-reuse http-send-name-header load-server-state-from-file log log-format "
        b"log-format-sd log-tag max-keep-alive-queue max-session-srv-conns maxconn mode "
        b"monitor-net monitor-uri option persist rate-limit redisp redispatch reqadd reqallow "
        b"reqdel reqdeny reqiallow reqidel reqideny reqipass reqirep reqitarpit reqpass reqrep "
        b"reqtarpit retries retry-on rspadd rspdel rspdeny rspidel rspideny rspirep rsprep "
        b"server-state-file-name source srvexp srvtcpka-cnt srvtcpka-idle srvtcpka-intvl "
        b"srvtimeout stats tcp-check tcp-request tcp-response timeout transparent "
        b"unique-id-format unique-id-header usesrc"
    ),
    "fcgi-app": b"acl docroot index log-stderr option pass-header path-info set-param",
    "frontend": (
        b"acl appsession backlog bind bind-process capture cliexp clitcpka-cnt clitcpka-idle "
        b"clitcpka-intvl clitimeout compression contimeout declare default_backend description "
        b"disabled dynamic-cookie-key email-alert enabled error-log-format errorfile errorfiles "
        b"errorloc errorloc302 errorloc303 filter grace hash-balance-factor http-after-response "
        b"http-error http-request http-response id log log-format log-format-sd log-tag "
        b"max-session-srv-conns maxconn mode monitor monitor-net monitor-uri option rate-limit "
        b"redirect redisp redispatch reqadd reqallow reqdel reqdeny reqiallow reqidel reqideny "
        b"reqipass reqirep reqitarpit reqpass reqrep reqtarpit rspadd rspdel rspdeny rspidel "
        b"rspideny rspirep rsprep srvexp srvtimeout stats stick-table tcp-request timeout "
        b"unique-id-format unique-id-header use_backend usesrc"
    ),
    "global": (
        b"51degrees-cache-size 51degrees-data-file 51degrees-property-name-list "
        b"51degrees-property-separator busy-polling ca-base chroot close-spread-time "
        b"cluster-secret cpu-map crt-base daemon default-path description deviceatlas-json-file "
        b"deviceatlas-log-level deviceatlas-properties-cookie deviceatlas-separator "
        b"expose-experimental-directives external-check fd-hard-limit gid grace group "
        b"h1-accept-payload-with-any-method h1-case-adjust h1-case-adjust-file "
        b"h2-workaround-bogus-websocket-clients hard-stop-after httpclient.resolvers.id "
        b"httpclient.resolvers.prefer httpclient.ssl.ca-file httpclient.ssl.verify "
        b"insecure-fork-wanted insecure-setuid-wanted issuers-chain-path localpeer log "
        b"log-send-hostname log-tag lua-load lua-load-per-thread lua-prepend-path master-worker "
        b"max-spread-checks maxcompcpuusage maxcomprate maxconn maxconnrate maxpipes maxsessrate "
        b"maxsslconn maxsslrate maxzlibmem mworker-max-reloads nbproc nbthread "
        b"no-memory-trimming node noepoll noevports nogetaddrinfo nokqueue nopoll noreuseport "
        b"nosplice numa-cpu-mapping pidfile pp2-never-send-local presetenv profiling.memory "
        b"profiling.tasks quiet resetenv server-state-base server-state-file set-dumpable "
        b"set-var set-var-fmt setenv spread-checks ssl-default-bind-ciphers "
        b"ssl-default-bind-ciphersuites ssl-default-bind-curves ssl-default-bind-options "
        b"ssl-default-server-ciphers ssl-default-server-ciphersuites ssl-default-server-options "
        b"ssl-dh-param-file ssl-engine ssl-load-extra-del-ext ssl-load-extra-files "
        b"ssl-mode-async ssl-propquery ssl-provider ssl-provider-path ssl-server-verify "
        b"ssl-skip-self-issued-ca stats strict-limits thread-group thread-groups "
        b"tune.buffers.limit tune.buffers.reserve tune.bufsize tune.chksize tune.comp.maxlevel "
        b"tune.fail-alloc tune.fd.edge-triggered tune.h2.header-table-size "
        b"tune.h2.initial-window-size tune.h2.max-concurrent-streams tune.h2.max-frame-size "
        b"tune.http.cookielen tune.http.logurilen tune.http.maxhdr tune.idle-pool.shared "
        b"tune.idletimer tune.listener.multi-queue tune.lua.forced-yield tune.lua.maxmem "
        b"tune.lua.service-timeout tune.lua.session-timeout tune.lua.task-timeout tune.maxaccept "
        b"tune.maxpollevents tune.maxrewrite tune.pattern.cache-size "
        b"tune.peers.max-updates-at-once tune.pipesize tune.pool-high-fd-ratio "
        b"tune.pool-low-fd-ratio tune.quic.frontend.conn-tx-buffers.limit "
        b"tune.quic.frontend.max-idle-timeout tune.quic.frontend.max-streams-bidi "
        b"tune.quic.retry-threshold tune.rcvbuf.client tune.rcvbuf.server tune.recv_enough "
        b"tune.runqueue-depth tune.sched.low-latency tune.sndbuf.client tune.sndbuf.server "
        b"tune.ssl.cachesize tune.ssl.capture-buffer-size tune.ssl.capture-cipherlist-size "
        b"tune.ssl.default-dh-param tune.ssl.force-private-cache tune.ssl.hard-maxrecord "
        b"tune.ssl.keylog tune.ssl.lifetime tune.ssl.maxrecord tune.ssl.ssl-ctx-cache-size "
        b"tune.vars.check-max-size tune.vars.global-max-size tune.vars.proc-max-size "
        b"tune.vars.reqres-max-size tune.vars.sess-max-size tune.vars.txn-max-size "
        b"tune.zlib.memlevel tune.zlib.windowsize uid ulimit-n unix-bind unsetenv user "
        b"wurfl-cache-size wurfl-data-file wurfl-information-list "
        b"wurfl-information-list-separator wurfl-patch-file zero-warning"
    ),
    "http-errors": b"errorfile",
    "listen": (
        b"acl appsession backlog balance bind bind-process capture cliexp clitcpka-cnt "
        b"clitcpka-idle clitcpka-intvl clitimeout compression contimeout cookie declare "
        b"default-server default_backend description disabled dispatch dynamic-cookie-key "
        b"email-alert enabled error-log-format errorfile errorfiles errorloc errorloc302 "
        b"errorloc303 external-check filter force-persist fullconn grace hash-balance-factor "
        b"hash-type http-after-response http-check http-error http-request http-response "
        b"http-reuse http-send-name-header id ignore-persist load-server-state-from-file log "
        b"log-format log-format-sd log-tag max-keep-alive-queue max-session-srv-conns maxconn "
        b"mode monitor monitor-net monitor-uri option persist rate-limit redirect redisp "
        b"redispatch reqadd reqallow reqdel reqdeny reqiallow reqidel reqideny reqipass reqirep "
        b"reqitarpit reqpass reqrep reqtarpit retries retry-on rspadd rspdel rspdeny rspidel "
        b"rspideny rspirep rsprep server server-state-file-name server-template source srvexp "
        b"srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout stats stick stick-table tcp-check "
        b"tcp-request tcp-response timeout transparent unique-id-format unique-id-header "
        b"use-fcgi-app use-server use_backend usesrc"
    ),
    "log-forward": b"backlog bind dgram-bind log maxconn timeout",
    "mailers": b"mailer timeout",
    "peers": b"bind default-bind default-server disabled enabled log peer server table",
    "program": b"command group option user",
    "resolvers": (
        b"accepted_payload_size hold nameserver parse-resolv-conf resolution_pool_size "
        b"resolve_retries timeout"
    ),
    "ring": b"backing-file description format maxlen server size timeout",
    "userlist": b"group user",
}

SECTIONS: dict[str, frozenset[bytes]] = {
    name: frozenset(words.split()) for name, words in _WORDS.items()
}
"""By the word that begins the section."""

OPTIONS = frozenset(
    (
        b"abortonclose accept-invalid-http-request accept-invalid-http-response allbackups "
        b"checkcache clitcpka contstats disable-h2-upgrade dontlog-normal dontlognull "
        b"external-check forceclose forwardfor get-values h1-case-adjust-bogus-client "
        b"h1-case-adjust-bogus-server http-buffer-request http-ignore-probes http-keep-alive "
        b"http-no-delay http-pretend-keepalive http-restrict-req-hdr-names http-server-close "
        b"http-tunnel http-use-proxy-header http_proxy httpchk httpclose httplog httpslog "
        b"idle-close-on-response independent-streams keep-conn ldap-check log-health-checks "
        b"log-separate-errors logasap max-reqs mpxs-conns mysql-check nolinger originalto "
        b"persist pgsql-check prefer-last-server redis-check redispatch smtpchk socket-stats "
        b"splice-auto splice-request splice-response spop-check srvtcpka ssl-hello-chk "
        b"start-on-reload tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog transparent"
    ).split()
)
"""What may stand behind `option` in a proxy section."""
