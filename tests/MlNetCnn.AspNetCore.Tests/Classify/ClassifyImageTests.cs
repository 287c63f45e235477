using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Tests images over HTTP: the same floats as without a server, and a status for each fault.</summary>
public sealed class ClassifyImageTests(ServerFixture fixture) : IAsyncLifetime
{
    private TestServerHost _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync(fixture);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<string, string?> Bodies() => [.. ImageBodies.All];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Post_AnyImage_IsAnsweredAsOffline(string kind, string? code)
    {
        var body = ImageBodies.Create(kind);
        var expected = fixture.Offline.Predict(body);
        using var multipart = new MultipartFormDataContent { { new ByteArrayContent(body), "image", "photo.jpg" } };
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/classify/flowers") { Content = new ByteArrayContent(body) };
        chunked.Headers.TransferEncodingChunked = true;
        foreach (var response in new[]
        {
            await _server.PostAsync(body), await _server.PostAsync(body, type: null), await _server.PostAsync(body, "application/octet-stream"),
            await _server.Client.PostAsync("/classify/flowers", multipart, Token), await _server.Client.SendAsync(chunked, Token),
        })
        {
            using (response)
            {
                if (code is null)
                {
                    Assert.Null(expected.Error);
                    Assert.NotNull(response.Content.Headers.ContentLength);
                    var json = await response.JsonAsync();
                    Assert.Equal(("flowers", "1"), (json.GetProperty("model").GetString(), json.GetProperty("version").GetString()));
                    AssertEqual(expected, fixture.Offline.ClassNames, json);
                }
                else
                {
                    var status = expected.Error!.Code switch { "IMG_UNSUPPORTED" => 415, "IMG_TOO_LARGE" => 413, _ => 400 };
                    var problem = await response.AssertProblemAsync(status, code);
                    Assert.Equal(expected.Error.Code, problem.GetProperty("code").GetString());
                    Assert.Equal(expected.Error.Reason, problem.GetProperty("detail").GetString());
                }

                Assert.Equal("1", response.Headers.GetValues("X-Model-Version").Single());
                Assert.Equal(_server.Pool.Get("flowers").Model!.Sha256, response.Headers.GetValues("X-Model-Sha256").Single());
            }
        }

        _server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_ManyAtATime_AreAnsweredAsOne()
    {
        var bodies = new[] { "jpeg", "png", "webp", "gif", "bmp", "oriented 6" }.Select(ImageBodies.Create).ToArray();
        var expected = bodies.Select(body => fixture.Offline.Predict(body)).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, _) =>
        {
            using var response = await _server.PostAsync(bodies[i % bodies.Length]);
            AssertEqual(expected[i % bodies.Length], fixture.Offline.ClassNames, await response.JsonAsync());
        });
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("5", 5)]
    [InlineData("6", 5)]
    [InlineData("0000003", 3)]
    [InlineData("99999999999999999999", 5)]
    public async Task Post_Top_LimitsTheClasses(string top, int expected)
    {
        using var response = await _server.PostAsync(fixture.Photo, path: $"/classify/flowers?top={top}");
        var classes = (await response.JsonAsync()).GetProperty("classes");
        Assert.Equal(
            fixture.Offline.Predict(fixture.Photo).Top(expected).Select(item => item.Label),
            classes.EnumerateArray().Select(item => item.GetProperty("label").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("%201")]
    [InlineData("one")]
    [InlineData("1&top=2")]
    [InlineData("%D9%A1")]
    public async Task Post_WrongTop_IsRejected(string top)
    {
        using var response = await _server.PostAsync(fixture.Photo, path: $"/classify/flowers?top={top}");
        await response.AssertProblemAsync(400, "OPTION_OUT_OF_RANGE");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/vnd.api+json")]
    [InlineData("application/xml")]
    [InlineData("application/pdf")]
    [InlineData("video/mp4")]
    [InlineData("multipart/mixed; boundary=a")]
    public async Task Post_TypeThatIsNoImage_IsRejected(string type)
    {
        using var response = await _server.PostAsync(fixture.Photo, type);
        await response.AssertProblemAsync(415, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("IMAGE/X-ANYTHING")]
    [InlineData("application/octet-stream")]
    [InlineData("binary/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Post_OtherType_IsDeterminedByTheBytes(string type)
    {
        using var response = await _server.PostAsync(fixture.Photo, type);
        AssertEqual(fixture.Offline.Predict(fixture.Photo), fixture.Offline.ClassNames, await response.JsonAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task Post_CompressedBody_IsRejected(string encoding)
    {
        using var content = new ByteArrayContent(fixture.Photo);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await _server.Client.PostAsync("/classify/flowers", content, Token);
        await response.AssertProblemAsync(415, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Fact]
    public async Task Post_MalformedType_IsRejected()
    {
        using var content = new ByteArrayContent(fixture.Photo);
        content.Headers.TryAddWithoutValidation("Content-Type", "image");
        using var response = await _server.Client.PostAsync("/classify/flowers", content, Token);
        await response.AssertProblemAsync(415, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Fact]
    public async Task Post_LargeHonestPhoto_IsScoredIfAllowed()
    {
        // 60 megapixels of one color.
        var body = new Func<byte[]>(() =>
        {
            using var bitmap = new SkiaSharp.SKBitmap(10_000, 6_000);
            bitmap.Erase(SkiaSharp.SKColors.SeaGreen);
            using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
            return data.ToArray();
        })();
        using var rejected = await _server.PostAsync(body);
        await rejected.AssertProblemAsync(413, "IMG_TOO_LARGE");
        await using var server = await StartAsync(fixture, model => model.MaxImagePixels = 89_000_000);
        using var response = await server.PostAsync(body);
        using var offline = ImageClassifier.Load(fixture.Model, new ImageClassifierOptions { Threads = 1 });
        AssertEqual(offline.Predict(body), offline.ClassNames, await response.JsonAsync());
    }

    [Theory]
    [InlineData("/classify/tulips")]
    [InlineData("/classify/Flowers")]
    [InlineData("/classify/..")]
    public async Task Request_UnknownModel_IsNotFound(string path)
    {
        foreach (var response in new[] { await _server.PostAsync(fixture.Photo, path: path), await _server.Client.GetAsync(path, Token) })
        {
            using (response)
            {
                if (path.EndsWith("..", StringComparison.Ordinal))
                {
                    // Clients and servers remove such segments; no route is left.
                    Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
                    continue;
                }

                await response.AssertProblemAsync(404, "MODEL_UNKNOWN", path.Split('/')[^1]);
            }
        }
    }

    [Theory]
    [InlineData("a%0d%0aError: injected", "a??Error: injected")]
    [InlineData("%1b[31mred", "?[31mred")]
    [InlineData("%e2%80%aereversed", "?reversed")]
    [InlineData("%F0%9F%8C%B9", "??")]
    [InlineData("%3Cscript%3E", "<script>")]
    public async Task Request_ModelWithControlCharacters_IsHarmless(string path, string shown)
    {
        using var response = await _server.PostAsync(fixture.Photo, path: $"/classify/{path}");
        await response.AssertProblemAsync(404, "MODEL_UNKNOWN", shown);
        var logged = Assert.Single(_server.Log, line => line.Category == "MlNetCnn.AspNetCore.Classify");
        Assert.Contains($"'{shown}'", logged.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(logged.Text, char.IsControl);
        Assert.DoesNotContain('<', await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Request_LongModel_IsCut()
    {
        using var response = await _server.PostAsync(fixture.Photo, path: "/classify/" + new string('a', 5000));
        await response.AssertProblemAsync(404, "MODEL_UNKNOWN", new string('a', 128));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Request_OtherMethod_IsNotAllowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/classify/flowers");
        using var response = await _server.Client.SendAsync(request, Token);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
        if (method != "HEAD")
        {
            await response.AssertProblemAsync(405, "METHOD_NOT_ALLOWED");
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Get_Model_DescribesIt()
    {
        using var response = await _server.Client.GetAsync("/classify/flowers", Token);
        var json = await response.JsonAsync();
        var model = _server.Pool.Get("flowers").Model!;
        Assert.Equal("flowers", json.GetProperty("name").GetString());
        Assert.Equal("1", json.GetProperty("version").GetString());
        Assert.Equal(model.Sha256, json.GetProperty("sha256").GetString());
        Assert.Equal(model.LoadedAt, json.GetProperty("loadedAt").GetDateTimeOffset());
        Assert.Equal(model.Card.ClassNames, json.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("MIT", json.GetProperty("license").GetString());
        Assert.Equal(0.75, json.GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.Equal(8, json.GetProperty("inputWidth").GetInt32());
        Assert.False(json.TryGetProperty("temperature", out _));
    }

    [Fact]
    public async Task Request_WithoutModelInPath_UsesTheUnnamedOrOnlyOne()
    {
        await using var only = await StartAsync(fixture, pattern: "/only");
        using var scored = await only.PostAsync(fixture.Photo, path: "/only");
        Assert.Equal("flowers", (await scored.JsonAsync()).GetProperty("model").GetString());

        await using var server = await TestServerHost.StartAsync(
            services => services.AddImageClassifier("a", o => o.FromFile(fixture.Model)).AddImageClassifier("b", o => o.FromFile(fixture.Model)),
            app => app.MapImageClassifier("/any/{model?}"));
        using var ambiguous = await server.PostAsync(fixture.Photo, path: "/any");
        await ambiguous.AssertProblemAsync(404, "MODEL_UNKNOWN", model: null);
        using var named = await server.PostAsync(fixture.Photo, path: "/any/b");
        Assert.Equal("b", (await named.JsonAsync()).GetProperty("model").GetString());

        await using var unnamed = await TestServerHost.StartAsync(
            services => services.AddImageClassifier(o => o.FromFile(fixture.Model)).AddImageClassifier("b", o => o.FromFile(fixture.Model)),
            app => app.MapImageClassifier("/any/{model?}"));
        using var found = await unnamed.PostAsync(fixture.Photo, path: "/any");
        Assert.Equal("", (await found.JsonAsync()).GetProperty("model").GetString());
    }

    [Fact]
    public async Task Map_Conventions_ApplyToAllMethods()
    {
        await using var server = await TestServerHost.StartAsync(
            services =>
            {
                services.AddImageClassifier("flowers", o => o.FromFile(fixture.Model));
                services.AddAuthentication().AddBearerToken();
                services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapImageClassifier().RequireAuthorization(policy => policy.AddAuthenticationSchemes("BearerToken").RequireAuthenticatedUser());
                app.MapImageClassifier("/open/{model}");
            });
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/classify/flowers");
            using var response = await server.Client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        using var open = await server.PostAsync(fixture.Photo, path: "/open/flowers");
        await open.JsonAsync();
    }
}
