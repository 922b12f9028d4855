// Whoever started this Jenkins holds the other end of its standard input; its end, however it comes, ends Jenkins.
Thread end = new Thread({
    while (System.in.read() >= 0) { }
    Runtime.runtime.halt(0)
}, 'ends Jenkins with its owner')
end.daemon = true
end.start()
