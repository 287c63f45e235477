using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore.OpenInference;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Requests with and without API keys.</summary>
public sealed class ApiKeyTests
{
    private const string First = "first-key-0123456789";
    private const string Second = "second-key-0123456789";
    private const string Wrong = "wrong-key-0123456789";

    [Theory]
    [InlineData("X-Api-Key", First, "1")]
    [InlineData("x-api-key", Second, "2")]
    [InlineData("Authorization", $"Bearer {First}", "1")]
    [InlineData("authorization", $"bearer   {Second}", "2")]
    [InlineData("Prediction-Key", Second, "2")]
    public async Task Key_InEachHeader_IsAccepted(string header, string value, string number)
    {
        await using var app = await StartAsync(options => options.HeaderNames.Add("Prediction-Key"));

        var (response, body) = await app.SendAsync("/closed", (header, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"ApiKey {number}", body);
        Assert.Empty(response.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("X-Api-Key", Wrong)]
    [InlineData("X-Api-Key", $"{First}x")]
    [InlineData("X-Api-Key", "first-key-012345678")]
    [InlineData("X-Api-Key", "FIRST-KEY-0123456789")]
    [InlineData("X-Api-Key", $"{First},{Second}")]
    [InlineData("X-Api-Key", "first")]
    [InlineData("Authorization", $"Bearer {Wrong}")]
    public async Task WrongKey_IsRejectedAsInvalid(string header, string value)
    {
        await using var app = await StartAsync();

        var (response, body) = await app.SendAsync("/closed", (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
        AssertProblem(response, body, 401, "UNAUTHORIZED", "The API key is invalid.");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("X-Api-Key", "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", First)]
    [InlineData("Authorization", $"Basic {First}")]
    [InlineData("Prediction-Key", First)]
    [InlineData("Cookie", $"X-Api-Key={First}")]
    public async Task NoKey_IsRejectedWithTheWaysToSendOne(string? header, string? value)
    {
        await using var app = await StartAsync();

        var (response, body) = await app.SendAsync($"/closed?X-Api-Key={First}", header is null ? [] : [(header, value!)]);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        AssertProblem(response, body, 401, "UNAUTHORIZED", "An API key is required: send it in the header X-Api-Key or as Authorization: Bearer.");
    }

    [Fact]
    public async Task WithoutBearer_TheChallengeNamesAnotherScheme_AndBearerIsNoKey()
    {
        await using var app = await StartAsync(options => options.AllowBearer = false);

        var (response, body) = await app.SendAsync("/closed", ("Authorization", $"Bearer {First}"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("ApiKey", response.Headers.WwwAuthenticate.ToString());
        AssertProblem(response, body, 401, "UNAUTHORIZED", "An API key is required: send it in the header X-Api-Key.");
    }

    [Fact]
    public async Task UnderTheInferenceProtocol_TheBodyIsAnErrorOnly()
    {
        await using var app = await StartAsync();

        var (response, body) = await app.SendAsync("/v2/models/flowers", ("X-Api-Key", Wrong));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("""{"error":"The API key is invalid."}""", body);
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
        (response, body) = await app.SendAsync("/v2x", ("X-Api-Key", Wrong));
        AssertProblem(response, body, 401, "UNAUTHORIZED", "The API key is invalid.");
    }

    [Theory]
    [InlineData(Wrong, First, true)]
    [InlineData(First, Wrong, true)]
    [InlineData(First, Second, true)]
    [InlineData(Wrong, Wrong, false)]
    public async Task SeveralHeaders_OneValidKeySuffices(string apiKey, string bearer, bool isAccepted)
    {
        await using var app = await StartAsync();
        var expected = isAccepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;

        var (both, _) = await app.SendAsync("/closed", ("X-Api-Key", apiKey), ("Authorization", $"Bearer {bearer}"));

        // HttpClient joins headers of one name into one line, which is no key.
        var twice = await RawHttp.StatusAsync(app.Client.BaseAddress!, $"GET /closed HTTP/1.1\r\nHost: x\r\nX-Api-Key: {apiKey}\r\nX-Api-Key: {bearer}\r\n\r\n");

        Assert.Equal(expected, both.StatusCode);
        Assert.Equal((int)expected, twice);
    }

    /// <summary>A client that waits for permission uploads nothing.</summary>
    [Theory]
    [InlineData("", 401)]
    [InlineData($"X-Api-Key: {First}\r\n", 100)]
    public async Task Body_IsNotReadWithoutAKey(string header, int status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, await RawHttp.StatusAsync(
            app.Client.BaseAddress!, $"POST /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n{header}\r\n"));
    }

    [Fact]
    public async Task Authorization_IsAskedOnlyWhereItIsRequired()
    {
        await using var app = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, "open"), Status(await app.SendAsync("/open")));
        Assert.Equal((HttpStatusCode.OK, "open"), Status(await app.SendAsync("/open", ("X-Api-Key", Wrong))));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync("/closed")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync("/metrics")).Response.StatusCode);
        Assert.Contains("# TYPE", (await app.SendAsync("/metrics", ("X-Api-Key", First))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserWithoutAClaim_IsForbidden()
    {
        await using var app = await StartAsync();

        var (response, body) = await app.SendAsync("/first", ("X-Api-Key", Second));

        AssertProblem(response, body, 403, "FORBIDDEN", "The API key does not permit this request.");
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync("/first", ("X-Api-Key", First))).Response.StatusCode);
    }

    /// <summary>Either scheme lets a request in, and both challenge: the body of one must not keep the other from adding its header.</summary>
    [Theory]
    [InlineData("ApiKey,Other")]
    [InlineData("Other,ApiKey")]
    public async Task SecondScheme_IsBesideIt(string schemes)
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication("Other").AddImageClassifierApiKey(options => options.Keys.Add(First))
                    .AddScheme<AuthenticationSchemeOptions, OtherHandler>("Other", _ => { });
                builder.Services.AddAuthorization();
            },
            app => app.MapGet("/both", (ClaimsPrincipal user) => user.Identity!.AuthenticationType)
                .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = schemes }));

        Assert.Equal((HttpStatusCode.OK, "ApiKey"), Status(await app.SendAsync("/both", ("X-Api-Key", First))));
        Assert.Equal((HttpStatusCode.OK, "ApiKey"), Status(await app.SendAsync("/both", ("Authorization", $"Bearer {First}"))));
        Assert.Equal((HttpStatusCode.OK, "Other"), Status(await app.SendAsync("/both", ("Authorization", "Bearer token-of-the-other"))));
        var (response, body) = await app.SendAsync("/both");
        Assert.Equal(["Bearer", "Other"], response.Headers.WwwAuthenticate.Select(value => value.Scheme).Order());
        AssertProblem(response, body, 401, "UNAUTHORIZED", "An API key is required: send it in the header X-Api-Key or as Authorization: Bearer.");
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    /// <summary>Middleware that replaces the body must get it too.</summary>
    [Fact]
    public async Task Body_IsCompressed()
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Services.AddResponseCompression(options => options.MimeTypes = ["application/problem+json"]);
                builder.Services.AddAuthentication().AddImageClassifierApiKey(options => options.Keys.Add(First));
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.UseResponseCompression();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/closed", () => "").RequireAuthorization();
            });

        var (response, _) = await app.SendAsync("/closed", ("Accept-Encoding", "gzip"));

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var unzipped = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        Assert.Contains("\"UNAUTHORIZED\"", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_AreNotLogged()
    {
        await using var app = await StartAsync();

        await app.SendAsync("/closed", ("X-Api-Key", First));
        await app.SendAsync("/closed", ("Authorization", $"Bearer {Second}"));
        await app.SendAsync("/closed", ("X-Api-Key", Wrong));

        var log = string.Join('\n', app.Log.Entries.Select(entry => entry.Text));
        Assert.Contains("/closed", log, StringComparison.Ordinal);
        Assert.Contains("was not authenticated", log, StringComparison.Ordinal);
        Assert.All([First, Second, Wrong], key => Assert.DoesNotContain(key[..8], log, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Options_AreBoundFromConfiguration()
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Authentication:Schemes:ApiKey:Keys:0"] = First,
                    ["Authentication:Schemes:ApiKey:HeaderNames:0"] = "Prediction-Key",
                    ["Authentication:Schemes:ApiKey:AllowBearer"] = "false",
                    ["Mine:Keys:0"] = Second,
                });
                builder.Services.AddAuthentication().AddImageClassifierApiKey();
                builder.Services.Configure<ImageClassifierApiKeyOptions>(
                    ImageClassifierApiKeyDefaults.AuthenticationScheme, builder.Configuration.GetSection("Mine"));
                builder.Services.AddAuthorization();
            },
            Map);

        Assert.Equal((HttpStatusCode.OK, "ApiKey 1"), Status(await app.SendAsync("/closed", ("Prediction-Key", First))));
        Assert.Equal((HttpStatusCode.OK, "ApiKey 2"), Status(await app.SendAsync("/closed", ("X-Api-Key", Second))));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync("/closed", ("Authorization", $"Bearer {First}"))).Response.StatusCode);
    }

    [Fact]
    public async Task TwoSchemesOfKeys_HaveTheirOwn()
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication().AddImageClassifierApiKey(options => options.Keys.Add(First))
                    .AddImageClassifierApiKey("Admin", options => options.Keys.Add(Second));
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.MapGet("/user", () => "").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "ApiKey" });
                app.MapGet("/admin", () => "").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Admin" });
            });

        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync("/user", ("X-Api-Key", First))).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync("/user", ("X-Api-Key", Second))).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync("/admin", ("X-Api-Key", Second))).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync("/admin", ("X-Api-Key", First))).Response.StatusCode);
    }

    private static Task<LocalApp> StartAsync(Action<ImageClassifierApiKeyOptions>? configure = null) => LocalApp.StartAsync(
        builder =>
        {
            builder.Services.AddAuthentication().AddImageClassifierApiKey(options =>
            {
                options.Keys.Add(First);
                options.Keys.Add(Second);
                configure?.Invoke(options);
            });
            builder.Services.AddAuthorization();
            builder.Services.AddImageClassifierMetrics();
        },
        app =>
        {
            Map(app);
            app.MapImageClassifierMetrics().RequireAuthorization();
        });

    private static void Map(WebApplication app)
    {
        app.MapGet("/open", () => "open");
        app.MapGet("/closed", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapPost("/upload", (Stream body) => body.CopyToAsync(Stream.Null)).RequireAuthorization();
        app.MapGet("/first", () => "").RequireAuthorization(policy => policy.RequireClaim(ClaimTypes.NameIdentifier, "1"));
        app.MapGet("/v2/models/flowers", () => "").WithMetadata(new OpenInferenceMetadata()).RequireAuthorization();
        app.MapGet("/v2x", () => "").RequireAuthorization();
    }

    private static (HttpStatusCode Status, string Body) Status((HttpResponseMessage Response, string Body) answer) => (answer.Response.StatusCode, answer.Body);

    private static void AssertProblem(HttpResponseMessage response, string body, int status, string code, string detail)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(["type", "title", "status", "detail", "code"], problem.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"urn:mlnetcnn:{code}", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(detail, problem.RootElement.GetProperty("detail").GetString());
    }

    /// <summary>Accepts one bearer token, as a JWT scheme would.</summary>
    private sealed class OtherHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers.Authorization == "Bearer token-of-the-other"
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([], Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.Append("WWW-Authenticate", "Other");
            return Task.CompletedTask;
        }
    }

    /// <summary>Sends requests that <see cref="HttpClient"/> would not.</summary>
    private static class RawHttp
    {
        public static async Task<int> StatusAsync(Uri address, string request)
        {
            using var client = new System.Net.Sockets.TcpClient(address.Host, address.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            return int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
