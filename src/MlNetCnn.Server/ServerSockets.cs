using System.Net;
using System.Net.Sockets;
using MlNetCnn.Cli;

namespace MlNetCnn.Server;

/// <summary>
/// The sockets of the server, bound before any model is loaded: a port that is in use is reported at once, and both families of localhost get the same
/// free port. Clients can connect when the server listens on them, not before.
/// </summary>
internal sealed class ServerSockets : IDisposable
{
    private const int MaxTries = 20;

    private readonly Dictionary<IPEndPoint, Socket> _sockets = [];

    /// <summary>The bound addresses of a port option.</summary>
    /// <param name="addresses">The addresses; of two, one may be unavailable, as is IPv6 on some machines.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <returns>At least one address, all with the same port.</returns>
    /// <exception cref="MlNetCnnException">They cannot be bound.</exception>
    public IReadOnlyList<IPEndPoint> Bind(IReadOnlyList<IPAddress> addresses, int port)
    {
        for (var attempt = 1; ; attempt++)
        {
            var bound = new List<Socket>();
            try
            {
                foreach (var address in addresses)
                {
                    var chosen = bound.Count > 0 ? ((IPEndPoint)bound[0].LocalEndPoint!).Port : port;
                    if (TryBind(new IPEndPoint(address, chosen), isRequired: bound.Count == 0 && address.Equals(addresses[^1])) is { } socket)
                    {
                        bound.Add(socket);
                    }
                }

                bound.ForEach(socket => _sockets.Add((IPEndPoint)socket.LocalEndPoint!, socket));
                return [.. bound.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
            }
            catch (SocketException exception)
            {
                bound.ForEach(socket => socket.Dispose());

                // The free port of one family may be in use in the other.
                if (port != 0 || exception.SocketErrorCode != SocketError.AddressAlreadyInUse || attempt == MaxTries)
                {
                    throw Describe(exception, addresses, port);
                }
            }
        }
    }

    /// <summary>Hands a socket to the server, which closes it.</summary>
    public Socket Take(EndPoint endPoint) => _sockets.Remove((IPEndPoint)endPoint, out var socket)
        ? socket
        : throw new InvalidOperationException($"{endPoint} was not bound.");

    /// <summary>Returns the error for an address that cannot be listened on.</summary>
    public static MlNetCnnException Describe(SocketException exception, IReadOnlyList<IPAddress> addresses, int port) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => InUse($"port {port}", exception),
        SocketError.AccessDenied => new(
            ErrorKind.Environment, ToolErrorCodes.ServerAddress, $"this account may not listen on port {port}", expected: "a port from 1024 up",
            fix: "choose another port with --port, for example 8080", innerException: exception),
        _ => new(
            ErrorKind.Environment, ToolErrorCodes.ServerAddress, $"cannot listen on {string.Join(" or ", addresses)}: {ErrorText.OneLine(exception.Message)}",
            expected: "an address of this machine", fix: "choose another one with --host, for example localhost, or * for all addresses",
            innerException: exception),
    };

    /// <summary>Returns the error for a port that another program listens on.</summary>
    /// <param name="place">The port or address.</param>
    /// <param name="exception">The cause.</param>
    public static MlNetCnnException InUse(string place, Exception exception) => new(
        ErrorKind.Environment, ToolErrorCodes.ServerPortInUse, $"another program listens on {place}", expected: "a free port",
        fix: "end that program, or choose another port with --port; 0 takes any free one", innerException: exception);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static Socket? TryBind(IPEndPoint endPoint, bool isRequired)
    {
        Socket? socket = null;
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6)
            {
                endPoint = new IPEndPoint(IPAddress.Any, endPoint.Port);
            }

            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            if (!isRequired && exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                return null;
            }

            throw;
        }
    }
}
