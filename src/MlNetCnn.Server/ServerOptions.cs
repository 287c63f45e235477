using System.ComponentModel.DataAnnotations;
using System.Net;
using MlNetCnn.Cli;

namespace MlNetCnn.Server;

/// <summary>Options for the server, in the configuration section <c>MlNetCnn:Server</c>.</summary>
internal sealed class ServerOptions
{
    /// <summary>The address to listen on: <c>localhost</c> for the loopback addresses of both families, an IP address, or <c>*</c> for all.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>The port, 0..65535; 0 for any free one.</summary>
    [Range(0, IPEndPoint.MaxPort)]
    public int Port { get; set; } = 8080;

    /// <summary>The port for metrics alone, 0..65535, or null for <see cref="Port"/>, where other machines cannot reach it.</summary>
    [Range(0, IPEndPoint.MaxPort)]
    public int? MetricsPort { get; set; }

    /// <summary>A file with one API key on each line, or null for no keys.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Whether to listen to other machines without an API key.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether to write warnings and errors only.</summary>
    public bool Quiet { get; set; }

    /// <summary>Whether to write the stack traces of errors.</summary>
    public bool Verbose { get; set; }

    /// <summary>Whether clients need an API key.</summary>
    public bool RequiresKey => !string.IsNullOrEmpty(ApiKeyFile);

    /// <summary>The addresses of <see cref="Host"/>.</summary>
    /// <exception cref="MlNetCnnException">It is not an address.</exception>
    public IReadOnlyList<IPAddress> Addresses => Host switch
    {
        "localhost" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "*" => [IPAddress.IPv6Any],
        _ when IPAddress.TryParse(Host.Trim('[', ']'), out var address) => [address],
        _ => throw new MlNetCnnException(
            ErrorKind.Usage, ToolErrorCodes.Usage, "the host is not an address",
            expected: "localhost, an IP address, or * for all addresses", received: $"'{Host}'", fix: "specify the IP address, for example --host 192.0.2.1"),
    };

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool IsLoopback => Addresses.All(IPAddress.IsLoopback);

    /// <summary>Whether metrics are served, and on which port: on the same one only where other machines cannot reach it.</summary>
    public bool HasMetrics => MetricsPort is not null || IsLoopback;

    /// <summary>Checks the options together.</summary>
    /// <exception cref="MlNetCnnException">They are invalid.</exception>
    public void Validate()
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, string.Join("; ", results.Select(result => result.ErrorMessage!.TrimEnd('.'))),
                fix: "correct the options of the server");
        }

        if (MetricsPort == Port && Port != 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "the metrics have the port of the server", expected: "two ports", received: $"{Port} twice",
                fix: "leave out --metrics-port to serve metrics on the same port, which loopback addresses allow, or choose another port");
        }

        if (!IsLoopback && !RequiresKey && !AllowAnonymous)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.ServerAnonymous, $"other machines could use the server at {Host} without a key",
                expected: "an API key, or an address of this machine alone",
                fix: "require keys with --api-key-file FILE, listen on localhost, or allow everybody with --allow-anonymous");
        }
    }
}
