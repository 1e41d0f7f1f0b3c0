package io.brxsync.examples.springboot;

import io.brxsync.BrxException;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where the shop's own pages sell. */
@RestController
class SalesController {
    private final Sales sales;

    SalesController(Sales sales) {
        this.sales = sales;
    }

    /**
     * A sale.
     *
     * @param seller whose card
     * @param product CardTrader's id of the product
     * @param copies how many
     */
    record Sale(UUID seller, String product, int copies) {}

    @PutMapping("/sales/{id}")
    @ResponseStatus(HttpStatus.CREATED)
    void sell(@PathVariable UUID id, @RequestBody Sale sale) {
        sales.sell(id, sale.seller(), sale.product(), sale.copies());
    }

    @ExceptionHandler(Sales.SoldOut.class)
    ProblemDetail soldOut(Sales.SoldOut e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler(BrxException.class)
    ProblemDetail refused(BrxException e) {
        HttpStatus status =
                e.kind() == BrxException.Kind.REJECTED ? HttpStatus.CONFLICT : HttpStatus.SERVICE_UNAVAILABLE;
        return ProblemDetail.forStatusAndDetail(status, e.getMessage());
    }
}
