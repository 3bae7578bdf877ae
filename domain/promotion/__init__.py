"""Promotion: campaigns 活动, coupons 优惠券, group-buy 拼团, bargain 砍价, flash sale 秒杀.

Owns the schema `promotion`: what is offered, how many units of it are taken and by whom, and every coupon's life.
Publishes TeamSucceeded, ActivityFailed. Reacts to orders that are paid, cancelled and refunded, and to coupons that
were won or promised. Asks governance for the audit trail, members for messages, supply for pools. Commerce asks it for
offers, and computes prices with its rules.
"""
