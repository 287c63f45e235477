using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNetCnn.AspNetCore;

/// <summary>Binds the options of each scheme from its configuration, as other schemes of ASP.NET Core do.</summary>
internal sealed class ApiKeyConfiguration(IAuthenticationConfigurationProvider configuration) : IConfigureNamedOptions<ImageClassifierApiKeyOptions>
{
    public void Configure(ImageClassifierApiKeyOptions options)
    {
    }

    public void Configure(string? name, ImageClassifierApiKeyOptions options)
    {
        if (!string.IsNullOrEmpty(name))
        {
            configuration.GetSchemeConfiguration(name).Bind(options);
        }
    }
}

/// <summary>Reads the keys, and keeps their hashes.</summary>
internal sealed partial class ApiKeyLoader(ILogger<ApiKeyLoader> logger) : IPostConfigureOptions<ImageClassifierApiKeyOptions>
{
    public void PostConfigure(string? name, ImageClassifierApiKeyOptions options)
    {
        var failures = new List<string>();
        var keys = options.Keys.Select((key, index) => (Key: key ?? "", Place: $"{nameof(options.Keys)}:{index}")).ToList();
        if (!string.IsNullOrEmpty(options.KeyFile))
        {
            keys.AddRange(Read(options.KeyFile, failures));
        }

        // Texts name the place of a key, never a part of it.
        failures.AddRange(keys.Select(key => (key.Place, Failure: Failure(key.Key))).Where(key => key.Failure is not null)
            .Select(key => $"{key.Place}: {key.Failure}"));
        if (keys.Count == 0 && failures.Count == 0)
        {
            failures.Add($"there is no key: set {nameof(options.Keys)} or {nameof(options.KeyFile)}.");
        }

        if (options.HeaderNames.Count == 0 && !options.AllowBearer)
        {
            failures.Add($"no header may have a key: add to {nameof(options.HeaderNames)}, or set {nameof(options.AllowBearer)}.");
        }

        failures.AddRange(options.HeaderNames.Where(header => !IsHeaderName(header)).Select(header => $"'{header}' is not the name of a header."));
        options.Hashes = [.. keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)))];
        options.Failures = [.. failures.Select(failure => $"API keys of the scheme '{name}': {failure}")];
    }

    private static string? Failure(string key) =>
        key.Length < ImageClassifierApiKeyDefaults.MinKeyLength
            ? $"a key of {key.Length} characters is too short; use at least {ImageClassifierApiKeyDefaults.MinKeyLength}."
            : key.All(character => character is > ' ' and <= '~') ? null : "a key may have ASCII letters, digits and punctuation only, and no spaces.";

    private static bool IsHeaderName(string? name) =>
        !string.IsNullOrEmpty(name)
        && name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal));

    private IEnumerable<(string Key, string Place)> Read(string path, List<string> failures)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
            WarnIfReadable(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failures.Add(exception is FileNotFoundException or DirectoryNotFoundException
                ? $"the key file '{path}' does not exist."
                : $"the key file '{path}' cannot be read: {exception.Message}");
            return [];
        }

        var keys = lines.Select((line, index) => (Key: line.Trim(), Place: $"{path}, line {index + 1}"))
            .Where(line => line.Key.Length > 0 && line.Key[0] != '#').ToList();
        if (keys.Count == 0)
        {
            failures.Add($"the key file '{path}' has no key.");
        }

        return keys;
    }

    private void WarnIfReadable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Of the file that a link leads to.
            using var file = File.OpenHandle(path);
            if (File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead))
            {
                LogReadable(path);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "All users of this machine can read the key file '{Path}'. Restrict it: chmod 600.")]
    private partial void LogReadable(string path);
}

/// <summary>Reports what is wrong with the keys when the application starts.</summary>
internal sealed class ApiKeyValidation : IValidateOptions<ImageClassifierApiKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, ImageClassifierApiKeyOptions options) =>
        options.Failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(options.Failures);
}
