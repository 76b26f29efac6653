using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Anchor.Benchmarks.Issuance;

/// <summary>
/// One connection to the host, which asks, waits and reads the answer to its end. It takes as little of the processors as that can,
/// since the host has the same ones. Not thread-safe.
/// </summary>
internal sealed class HttpLine : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string _common;
    private byte[] _request = new byte[4096];
    private byte[] _answer = new byte[64 * 1024];

    private HttpLine(HttpClient http)
    {
        var host = http.BaseAddress!;
        _common = $" HTTP/1.1\r\nHost: {host.Authority}\r\nAuthorization: {http.DefaultRequestHeaders.Authorization}\r\n";
        _socket.Connect(host.Host, host.Port);
    }

    /// <summary>Reads an answer's body, which is there only until it returns.</summary>
    public delegate void Check(ReadOnlySpan<byte> body);

    /// <summary>Shares work out over so many connections, each with a thread of its own.</summary>
    /// <param name="http">Knows the host and speaks for its caller.</param>
    /// <param name="connections">How many.</param>
    /// <param name="items">What is to be done.</param>
    /// <param name="work">Does one.</param>
    public static Task ShareAsync<T>(HttpClient http, int connections, T[] items, Action<HttpLine, T> work)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Factory.StartNew(() =>
        {
            using var line = new HttpLine(http);
            while (Interlocked.Increment(ref next) is var i && i < items.Length) work(line, items[i]);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <exception cref="InvalidOperationException">The answer has another status than 200.</exception>
    public void Get(string path, Check check) => Send(Encoding.ASCII.GetBytes($"GET {path}{_common}\r\n", Room(path.Length + _common.Length + 16)), 200, path, check);

    /// <exception cref="InvalidOperationException">The answer has another status than 201.</exception>
    public void Post(string path, ReadOnlySpan<byte> json, Check check)
    {
        var room = Room(path.Length + _common.Length + json.Length + 128);
        var length = Encoding.ASCII.GetBytes($"POST {path}{_common}Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n", room);
        json.CopyTo(room[length..]);
        Send(length + json.Length, 201, path, check);
    }

    public void Dispose() => _socket.Dispose();

    private Span<byte> Room(int length)
    {
        if (_request.Length < length) _request = new byte[length];
        return _request;
    }

    private void Send(int length, int expected, string path, Check check)
    {
        _socket.Send(_request.AsSpan(0, length));
        var received = 0;
        int head;
        while ((head = _answer.AsSpan(0, received).IndexOf("\r\n\r\n"u8)) < 0) Receive(ref received);
        var status = Utf8Parser.TryParse(_answer.AsSpan("HTTP/1.1 ".Length, 3), out int number, out _) ? number : 0;
        var body = LengthOf(_answer.AsSpan(0, head)) is { } sized ? Sized(head + 4, sized, ref received) : Chunked(head + 4, ref received);
        if (status != expected) throw new InvalidOperationException($"{path} is answered with {status}: {Encoding.UTF8.GetString(body)}");
        check(body);
    }

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        return head.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : null;
    }

    private ReadOnlySpan<byte> Sized(int start, int length, ref int received)
    {
        while (received < start + length) Receive(ref received);
        return _answer.AsSpan(start, length);
    }

    // The chunks are moved together to the place of the first.
    private ReadOnlySpan<byte> Chunked(int start, ref int received)
    {
        for (int at = start, end = start; ;)
        {
            int line;
            while ((line = _answer.AsSpan(at, received - at).IndexOf("\r\n"u8)) < 0) Receive(ref received);
            if (!Utf8Parser.TryParse(_answer.AsSpan(at, line), out int size, out _, 'x')) throw new InvalidOperationException("The answer is neither sized nor chunked.");
            at += line + 2;
            while (received < at + size + 2) Receive(ref received);
            if (size == 0) return _answer.AsSpan(start, end - start);
            _answer.AsSpan(at, size).CopyTo(_answer.AsSpan(end));
            end += size;
            at += size + 2;
        }
    }

    private void Receive(ref int received)
    {
        if (received == _answer.Length) Array.Resize(ref _answer, 2 * _answer.Length);
        var more = _socket.Receive(_answer.AsSpan(received));
        if (more == 0) throw new InvalidOperationException("The host has hung up.");
        received += more;
    }
}
