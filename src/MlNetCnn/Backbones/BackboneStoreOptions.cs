using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Backbones;

/// <summary>How backbones are downloaded.</summary>
public sealed record BackboneStoreOptions
{
    /// <summary>Whether nothing may be downloaded: what is not in the cache is then an error that says what to put where.</summary>
    /// <value>False.</value>
    public bool Offline { get; init; }

    /// <summary>How often in a row an address may fail in a way that may pass, before the next address is tried; 1..100.</summary>
    /// <value>5.</value>
    [Range(1, 100)]
    public int Attempts { get; init; } = 5;

    /// <summary>The longest pause before the second attempt; it doubles with each further one. The pause itself is drawn between half
    /// of that and all of it, so that many machines do not come back at the same moment.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of all, also where a server asks for a longer one.</summary>
    /// <value>1 minute.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a server may take to answer, or to send the next 16 KiB, before the attempt counts as failed.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The seed of the pauses, or null for another one in each process.</summary>
    /// <value>Null.</value>
    public int? Seed { get; init; }

    /// <summary>The clock of the pauses. Sockets keep real time whatever this says.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What sends requests in place of the network; null for the network. It must not follow redirects.</summary>
    internal HttpMessageHandler? Handler { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    internal void Validate()
    {
        OptionChecks.Validate(this, from entry in new[] { (nameof(FirstDelay), FirstDelay), (nameof(MaxDelay), MaxDelay), (nameof(IdleTimeout), IdleTimeout) }
            select (entry.Item1, entry.Item2 > TimeSpan.Zero && entry.Item2 <= TimeSpan.FromDays(1), "above 0 and at most a day"));
    }
}
