using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNetCnn.ServingTests;

/// <summary>How an exchange ended.</summary>
internal enum ReplyEnd
{
    /// <summary>The whole answer arrived.</summary>
    Complete,

    /// <summary>The connection ended before the first byte of an answer.</summary>
    Nothing,

    /// <summary>The connection ended within an answer.</summary>
    Cut,

    /// <summary>There was no connection.</summary>
    Refused,

    /// <summary>What arrived is not HTTP, or came without a request: the length of an answer, this one or the one before, is wrong.</summary>
    Invalid,
}

/// <summary>An answer. The body is valid until the next request of the connection.</summary>
internal readonly record struct HttpReply(int Status, string Head, ReadOnlyMemory<byte> Body, ReplyEnd End)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The value of a header field; null if it is absent.</summary>
    public string? Header(string name)
    {
        foreach (var line in Head.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim().ToString();
            }
        }

        return null;
    }
}

/// <summary>
/// A connection of HTTP/1.1 for one request at a time. It costs little processor time, reads an answer while it still sends, and tells a request
/// that got no answer from one whose answer was cut off, which HttpClient does not.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    private HttpConnection(Socket socket) => _socket = socket;

    /// <summary>Whether a further request can be sent.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>Whether a request was sent before.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>When the last answer was complete, as <see cref="Stopwatch.GetTimestamp"/> gives it; the request may still have been being sent.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>The bytes of an answer that wait to be read.</summary>
    public int Available
    {
        get
        {
            try
            {
                return _socket.Available;
            }
            catch (SocketException)
            {
                return 0;
            }
        }
    }

    public static async Task<HttpConnection> ConnectAsync(IPEndPoint server) =>
        await TryConnectAsync(server) ?? throw new TestException($"nothing listens at {server}");

    /// <summary>Connects; null if nothing listens there.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The connection owns the socket.")]
    public static async Task<HttpConnection?> TryConnectAsync(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server);
            return new HttpConnection(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>The head of a request with a body.</summary>
    public static byte[] Head(string method, string path, string contentType, long length, string more = "") => Encoding.Latin1.GetBytes(
        Report.Text($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {length}\r\n{more}\r\n"));

    public Task<HttpReply> GetAsync(string path) =>
        SendAsync(Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), default);

    public Task<HttpReply> PostAsync(string path, string contentType, ReadOnlyMemory<byte> body, string more = "") =>
        SendAsync(Head("POST", path, contentType, body.Length, more), body);

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="head">The request line and the header fields, with the empty line.</param>
    /// <param name="body">The body.</param>
    /// <param name="withoutBody">Whether the answer has no body whatever its head says, as that to HEAD.</param>
    /// <param name="token">Ends the exchange.</param>
    public async Task<HttpReply> SendAsync(
        ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, bool withoutBody = false, CancellationToken token = default)
    {
        if (_start != _end || Available > 0)
        {
            IsReusable = false;
            return new HttpReply(0, "", default, ReplyEnd.Invalid);
        }

        // A server that rejects a request answers before it has read the body.
        var sending = WriteAsync(head, body, token);
        var reply = await ReadAsync(withoutBody, token);
        AnsweredAt = Stopwatch.GetTimestamp();
        WasUsed = true;
        if (!await sending)
        {
            IsReusable = false;
        }

        return reply;
    }

    /// <summary>Sends bytes, and reads no answer.</summary>
    /// <returns>Whether the connection took them all.</returns>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken token = default)
    {
        try
        {
            foreach (var part in new[] { head, body })
            {
                for (var left = part; left.Length > 0;)
                {
                    left = left[await _socket.SendAsync(left, token)..];
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads an answer.</summary>
    public async Task<HttpReply> ReadAsync(bool withoutBody = false, CancellationToken token = default)
    {
        while (true)
        {
            var headLength = await ReadHeadAsync(token);
            if (headLength < 0)
            {
                return Ended("");
            }

            var head = Encoding.Latin1.GetString(_buffer, _start, headLength);
            _start += headLength;
            if (head.Length < 12 || !head.StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(head.AsSpan(9, 3), out var status))
            {
                IsReusable = false;
                return new HttpReply(0, head, default, ReplyEnd.Invalid);
            }

            if (status is >= 100 and < 200 and not 101)
            {
                continue;
            }

            var reply = new HttpReply(status, head, default, ReplyEnd.Complete);
            if (string.Equals(reply.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase) || status == 101)
            {
                IsReusable = false;
            }

            if (withoutBody || status is 101 or 204 or 304)
            {
                return reply;
            }

            if (reply.Header("Content-Length") is { } length)
            {
                var count = int.Parse(length, CultureInfo.InvariantCulture);
                if (!await FillAsync(count, token))
                {
                    return Ended(head);
                }

                var body = _buffer.AsMemory(_start, count);
                _start += count;
                return reply with { Body = body };
            }

            if (string.Equals(reply.Header("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
            {
                return await ReadChunksAsync(token) is { } chunks ? reply with { Body = chunks } : Ended(head);
            }

            IsReusable = false;
            while (await ReceiveAsync(token) > 0)
            {
            }

            return reply with { Body = _buffer.AsMemory(_start, _end - _start) };
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void CloseSending()
    {
        IsReusable = false;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has closed the connection.
        }
    }

    public void Dispose() => _socket.Dispose();

    private HttpReply Ended(string head)
    {
        IsReusable = false;
        return new HttpReply(0, head, default, head.Length == 0 && _end == _start ? ReplyEnd.Nothing : ReplyEnd.Cut);
    }

    /// <returns>The length of the head, with its empty line; -1 if the connection ended.</returns>
    private async Task<int> ReadHeadAsync(CancellationToken token)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4;
            }

            if (await ReceiveAsync(token) == 0)
            {
                return -1;
            }
        }
    }

    private async Task<byte[]?> ReadChunksAsync(CancellationToken token)
    {
        using var body = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                if (await ReceiveAsync(token) == 0)
                {
                    return null;
                }
            }

            if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int size, out _, 'x'))
            {
                throw new TestException("the answer has a chunk without a size");
            }

            _start += line + 2;
            if (!await FillAsync(size + 2, token))
            {
                return null;
            }

            body.Write(_buffer, _start, size);
            _start += size + 2;
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async Task<bool> FillAsync(int count, CancellationToken token)
    {
        while (_end - _start < count)
        {
            if (await ReceiveAsync(token) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>The number of bytes; 0 if the connection ended.</returns>
    private async Task<int> ReceiveAsync(CancellationToken token)
    {
        if (_end == _buffer.Length)
        {
            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                (_start, _end) = (0, _end - _start);
            }
            else
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        try
        {
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), token);
            _end += count;
            return count;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
