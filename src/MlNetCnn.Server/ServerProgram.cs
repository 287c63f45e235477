using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore;
using MlNetCnn.Cli;

namespace MlNetCnn.Server;

/// <summary>Runs the server until it is stopped, and turns every failure into an exit code.</summary>
internal static class ServerProgram
{
    /// <summary>Runs the server.</summary>
    /// <param name="args">Configuration in the form <c>--Section:Key=value</c>.</param>
    /// <param name="signals">Stops it.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, StopSignals signals)
    {
        var options = new ServerOptions();
        try
        {
            var builder = ServerApplication.CreateBuilder(args, out options);
            using var sockets = new ServerSockets();
            await using var server = ServerApplication.Build(builder, options, sockets);
            signals.Stop(server.Services.GetRequiredService<IHostApplicationLifetime>());
            await server.StartAsync();
            server.Report(Console.Out);
            await server.WaitAsync();
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signals.Received != 0)
        {
            // Stopped while it loaded the models.
            Console.Error.WriteLine("canceled");
            return signals.Received;
        }
        catch (Exception exception)
        {
            return Write(exception, options.Verbose);
        }
    }

    private static int Write(Exception exception, bool verbose)
    {
        var exitCode = Typed(exception) is { } typed ? ErrorText.Write(typed, Console.Error) : ErrorText.WriteBug(exception, Console.Error);
        if (verbose)
        {
            Console.Error.WriteLine(exception);
        }

        return exitCode;
    }

    private static MlNetCnnException? Typed(Exception exception) => exception switch
    {
        MlNetCnnException typed => typed,
        AggregateException { InnerExceptions: [var only, ..] } => Typed(only),
        OptionsValidationException invalid when invalid.OptionsType == typeof(ImageClassifierApiKeyOptions) => new(
            ErrorKind.Usage, ToolErrorCodes.ApiKeyFileNotUsable, ErrorText.OneLine(string.Join(" ", invalid.Failures)),
            expected: $"a text file with a key of at least {ImageClassifierApiKeyDefaults.MinKeyLength} characters on each line",
            fix: "create one, for example with: openssl rand -hex 32 > keys.txt; chmod 600 keys.txt", innerException: invalid),
        OptionsValidationException invalid => new(
            ErrorKind.Usage, ToolErrorCodes.Usage, ErrorText.OneLine(string.Join(" ", invalid.Failures)),
            received: invalid.OptionsName.Length > 0 ? $"options of '{invalid.OptionsName}'" : null, fix: "correct the option", innerException: invalid),

        // The configuration has a word where a number belongs, a file that is not JSON, or a model name with other characters.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } or InvalidDataException or FormatException
            or ArgumentException => new(
            ErrorKind.Usage, ToolErrorCodes.Usage, $"the configuration is invalid: {ErrorText.OneLine(exception.Message)}",
            fix: $"correct the environment variable (MlNetCnn__...), {ServerApplication.SettingsFile} or the option", innerException: exception),
        IOException { InnerException: AddressInUseException inner } => ServerSockets.InUse("the port", inner),
        IOException or UnauthorizedAccessException => ErrorText.FromDisk(exception),
        OutOfMemoryException => ErrorText.OutOfMemory(exception),
        _ => null,
    };
}
