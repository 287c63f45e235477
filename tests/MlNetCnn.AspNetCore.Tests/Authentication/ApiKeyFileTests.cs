using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Where keys come from, and what is wrong with them when the application starts.</summary>
public sealed class ApiKeyFileTests : IDisposable
{
    private const string Key = "key-of-16-bytes!";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keys");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("# comment\n\nkey-of-16-bytes!\n  second-key-0123456 \n#third-key-01234567\n", "\n")]
    [InlineData("\uFEFF# comment\n\nkey-of-16-bytes!\n\tsecond-key-0123456", "\r\n")]
    public async Task Lines_AreKeys_WithoutEmptyOnesAndComments(string text, string newLine)
    {
        await using var app = await StartAsync(options =>
        {
            options.Keys.Add("key-of-the-options");
            options.KeyFile = Write(text.ReplaceLineEndings(newLine));
        });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, Key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "second-key-0123456"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "key-of-the-options"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, "#third-key-01234567"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, "# comment"));
    }

    [Theory]
    [InlineData("", "the key file 'FILE' has no key.")]
    [InlineData("# only-a-comment-012345\n \n", "the key file 'FILE' has no key.")]
    [InlineData("key-of-16-bytes!\n\nfifteen-letters\n", "FILE, line 3: a key of 15 characters is too short; use at least 16.")]
    [InlineData("key with spaces 0123\n", "FILE, line 1: a key may have ASCII letters, digits and punctuation only, and no spaces.")]
    [InlineData("schlüssel-0123456789\n", "FILE, line 1: a key may have ASCII letters, digits and punctuation only, and no spaces.")]
    [InlineData(null, "the key file 'FILE' does not exist.")]
    public async Task BadFile_StopsTheStart(string? text, string message)
    {
        var path = text is null ? Path.Combine(_folder.FullName, "missing.txt") : Write(text);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options => options.KeyFile = path));

        Assert.Equal($"API keys of the scheme 'ApiKey': {message.Replace("FILE", path, StringComparison.Ordinal)}", exception.Message);
    }

    [Fact]
    public async Task FolderInPlaceOfAFile_StopsTheStart()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options => options.KeyFile = _folder.FullName));

        Assert.StartsWith($"API keys of the scheme 'ApiKey': the key file '{_folder.FullName}' cannot be read: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoKeyAtAll_StopsTheStart()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_ => { }));

        Assert.Equal("API keys of the scheme 'ApiKey': there is no key: set Keys or KeyFile.", exception.Message);
    }

    /// <summary>The error names the place of each key, and no key.</summary>
    [Fact]
    public async Task BadOptions_AreAllReported()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.Keys.Add(Key);
            options.Keys.Add("tooshort");
            options.Keys.Add("");
            options.HeaderNames.Clear();
            options.AllowBearer = false;
        }));

        Assert.Equal(
            [
                "Keys:1: a key of 8 characters is too short; use at least 16.", "Keys:2: a key of 0 characters is too short; use at least 16.",
                "no header may have a key: add to HeaderNames, or set AllowBearer.",
            ],
            exception.Failures.Select(failure => failure.Replace("API keys of the scheme 'ApiKey': ", "", StringComparison.Ordinal)));
        Assert.DoesNotContain("tooshort", exception.ToString(), StringComparison.Ordinal);
        exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.Keys.Add(Key);
            options.HeaderNames.Add("not a header");
        }));
        Assert.Contains("'not a header' is not the name of a header.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    public async Task FileThatOthersCanRead_IsWarnedOf(UnixFileMode mode, bool isWarned)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var path = Write(Key);
        File.SetUnixFileMode(path, mode);

        // As in a volume of Kubernetes, where the key is behind a link.
        var link = File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), path).FullName;
        await using var app = await StartAsync(options => options.KeyFile = link);

        var warnings = app.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text.TrimEnd());
        Assert.Equal(isWarned ? [$"All users of this machine can read the key file '{link}'. Restrict it: chmod 600."] : [], warnings);
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Text.Contains(Key, StringComparison.Ordinal));
    }

    private static Task<LocalApp> StartAsync(Action<ImageClassifierApiKeyOptions> configure) => LocalApp.StartAsync(
        builder =>
        {
            builder.Services.AddAuthentication().AddImageClassifierApiKey(configure);
            builder.Services.AddAuthorization();
        },
        app => app.MapGet("/closed", () => "").RequireAuthorization());

    private static async Task<HttpStatusCode> StatusAsync(LocalApp app, string key) => (await app.SendAsync("/closed", ("X-Api-Key", key))).Response.StatusCode;

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, "keys.txt");
        File.WriteAllText(path, text);
        return path;
    }
}
