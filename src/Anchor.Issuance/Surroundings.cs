using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Npgsql;

namespace Anchor.Issuance;

/// <summary>Something the host depends on.</summary>
/// <param name="Name">What it is, without addresses or secrets.</param>
/// <param name="Reachable">Whether it answered as it should.</param>
/// <param name="Problem">What is wrong, where something is.</param>
public sealed record Dependency(string Name, bool Reachable, string? Problem);

/// <summary>Asks the database and the chains whether they are there.</summary>
public sealed class Surroundings(NpgsqlDataSource dataSource, NetworkCatalog networks)
{
    /// <summary>The database first, then every network.</summary>
    public async Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken)
    {
        var found = new List<Dependency> { await DatabaseAsync(cancellationToken) };
        foreach (var network in networks.Networks) found.Add(await NetworkAsync(network, cancellationToken));
        return found;
    }

    private async Task<Dependency> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return new Dependency("database", true, null);
        }
        catch (NpgsqlException)
        {
            return new Dependency("database", false, "unreachable");
        }
    }

    private async Task<Dependency> NetworkAsync(Network network, CancellationToken cancellationToken)
    {
        var name = $"network {network.Name} ({network.ChainId})";
        try
        {
            await NetworkIdentity.CheckAsync(networks.Get(network.ChainId).Client, network, cancellationToken);
            return new Dependency(name, true, null);
        }
        catch (RpcException)
        {
            return new Dependency(name, false, "unreachable");
        }
        catch (ChainMismatchException e)
        {
            return new Dependency(name, false, e.Message);
        }
    }
}
