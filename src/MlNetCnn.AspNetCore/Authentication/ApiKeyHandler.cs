using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore.OpenInference;

namespace MlNetCnn.AspNetCore;

/// <summary>Authenticates a request by its API key.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ImageClassifierApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<ImageClassifierApiKeyOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (isSent, number) = (false, 0);
        foreach (var key in SentKeys())
        {
            isSent = true;
            number = Math.Max(number, Find(key));
        }

        return Task.FromResult(
            number > 0 ? AuthenticateResult.Success(new AuthenticationTicket(Principal(number), Scheme.Name))
            : isSent ? AuthenticateResult.Fail("The API key is invalid.")
            : AuthenticateResult.NoResult());
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Response.HasStarted)
        {
            return;
        }

        var isInvalid = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        var scheme = Options.AllowBearer ? Bearer : ImageClassifierApiKeyDefaults.AuthenticationScheme;
        Response.Headers.Append("WWW-Authenticate", isInvalid && Options.AllowBearer ? $"{scheme} error=\"invalid_token\"" : scheme);
        var headers = Options.HeaderNames.Select(name => $"in the header {name}").Concat(Options.AllowBearer ? ["as Authorization: Bearer"] : []);
        Write(
            StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "Unauthorized",
            isInvalid ? "The API key is invalid." : $"An API key is required: send it {string.Join(" or ", headers)}.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (!Response.HasStarted)
        {
            Write(StatusCodes.Status403Forbidden, "FORBIDDEN", "Forbidden", "The API key does not permit this request.");
        }

        return Task.CompletedTask;
    }

    private IEnumerable<string> SentKeys()
    {
        foreach (var value in Options.HeaderNames.SelectMany(name => Request.Headers[name]))
        {
            if (!string.IsNullOrEmpty(value))
            {
                yield return value;
            }
        }

        foreach (var value in Options.AllowBearer ? Request.Headers.Authorization : default)
        {
            if (value is not null && value.StartsWith($"{Bearer} ", StringComparison.OrdinalIgnoreCase) && value[Bearer.Length..].Trim() is { Length: > 0 } key)
            {
                yield return key;
            }
        }
    }

    /// <summary>Compares all keys, so that the time says nothing about any.</summary>
    /// <returns>The number of the key from 1, or 0.</returns>
    private int Find(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        var number = 0;
        for (var i = 0; i < Options.Hashes.Count; i++)
        {
            number = CryptographicOperations.FixedTimeEquals(hash, Options.Hashes[i]) ? i + 1 : number;
        }

        return number;
    }

    /// <summary>The user: the number of the key and nothing made from it, because names of users get into logs.</summary>
    private ClaimsPrincipal Principal(int number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, text, ClaimValueTypes.String, ClaimsIssuer),
            new(ClaimTypes.Name, $"{Scheme.Name} {text}", ClaimValueTypes.String, ClaimsIssuer),
        ];
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name));
    }

    private void Write(int status, string code, string title, string detail)
    {
        // The Open Inference Protocol allows nothing but an error.
        var isInference = Context.GetEndpoint()?.Metadata.GetMetadata<OpenInferenceMetadata>() is not null;
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (isInference)
            {
                json.WriteString("error", detail);
            }
            else
            {
                json.WriteString("type", $"urn:mlnetcnn:{code}");
                json.WriteString("title", title);
                json.WriteNumber("status", status);
                json.WriteString("detail", detail);
                json.WriteString("code", code);
            }

            json.WriteEndObject();
        }

        Response.StatusCode = status;
        Response.ContentType = isInference ? "application/json" : "application/problem+json";

        // Not flushed: an endpoint may have several schemes, and the next one still adds its header.
        Response.BodyWriter.Write(body.WrittenSpan);
    }
}
